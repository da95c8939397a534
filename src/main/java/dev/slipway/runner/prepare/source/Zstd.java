package dev.slipway.runner.prepare.source;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Zstandard (RFC 8878), also of several frames. */
final class Zstd implements Compression {
  /** What the zstd program itself takes without being asked to: windows of 128 MiB. */
  private static final int WINDOW_LOG = 27;

  @Override
  public String ending() {
    return ".zst";
  }

  @Override
  public String unpack(String source, String name, Path packed, Target to) throws IOException {
    if (Files.size(packed) == 0) {
      throw SourceFault.unreadable(source, name + " is no complete zstd file: it is empty");
    }
    try (ZstdInputStream zstd = new ZstdInputStream(Files.newInputStream(packed));
        InputStream in = zstd.setLongMax(WINDOW_LOG);
        OutputStream out = to.open()) {
      in.transferTo(out);
    } catch (ZstdIOException e) {
      throw SourceFault.unreadable(
          source,
          name + " is no complete zstd file: " + e.getMessage() + "; make or upload it again");
    }
    return inner(name);
  }
}
