package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number that chooses rows by their content: the first eight bytes of the MD5 of {@code verb 0x1F
 * salt 0x1F text}, big-endian, where text is that of {@link RowHash#text}. The verb's name keeps
 * the choice apart from that of the splits.
 */
final class SaltedHash {
  static String of(String verb, @Nullable String salt, List<Column> columns) {
    String salted = Sql.text(verb) + " || chr(31) || " + Sql.text(salt == null ? "" : salt);
    return "CAST('0x' || substr(md5(%s || chr(31) || %s), 1, 16) AS UBIGINT)"
        .formatted(salted, RowHash.text(columns));
  }

  private SaltedHash() {}
}
