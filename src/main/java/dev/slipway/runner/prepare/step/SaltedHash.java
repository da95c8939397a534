package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number that chooses rows by their content: the first eight bytes of the MD5 of {@code verb 0x1F
 * salt 0x1F hash}, big-endian, where hash is the decimal {@link RowHash} of the columns. The verb's
 * name keeps the choice apart from that of the splits.
 */
final class SaltedHash {
  static String of(String verb, @Nullable String salt, List<Column> columns) {
    String text = Sql.text(verb) + " || chr(31) || " + Sql.text(salt == null ? "" : salt);
    return "CAST('0x' || substr(md5(%s || chr(31) || CAST(%s AS VARCHAR)), 1, 16) AS UBIGINT)"
        .formatted(text, RowHash.of(columns));
  }

  private SaltedHash() {}
}
