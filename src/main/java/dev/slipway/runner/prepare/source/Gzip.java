package dev.slipway.runner.prepare.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** gzip (RFC 1952), also of several members. */
final class Gzip implements Compression {
  private static final int BUFFER = 1 << 16;

  @Override
  public String ending() {
    return ".gz";
  }

  @Override
  public String unpack(String source, String name, Path packed, Target to) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), BUFFER);
        OutputStream out = to.open()) {
      in.transferTo(out);
    } catch (EOFException e) {
      throw SourceFault.unreadable(
          source, name + " is no complete gzip file: it ends too early; make or upload it again");
    } catch (ZipException e) {
      throw SourceFault.unreadable(
          source,
          name + " is no complete gzip file: " + e.getMessage() + "; make or upload it again");
    }
    return inner(name);
  }
}
