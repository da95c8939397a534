package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;

/** Text of another encoding, written anew in UTF-8. */
final class Transcoding {
  private static final int BUFFER = 1 << 16;

  /** The encoding of a name. */
  static Charset charset(String source, String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw SourceFault.unreadable(
          source,
          "csv.encoding " + name + " is not known; write for example UTF-8, ISO-8859-1 or UTF-16");
    }
  }

  /** Refuses text that says of itself that it is in another encoding than it is read in. */
  static void checkMark(String source, DataFile file) throws IOException {
    try (var in = Files.newInputStream(file.path())) {
      byte[] mark = in.readNBytes(2);
      boolean little = mark.length == 2 && mark[0] == (byte) 0xff && mark[1] == (byte) 0xfe;
      boolean big = mark.length == 2 && mark[0] == (byte) 0xfe && mark[1] == (byte) 0xff;
      if (little || big) {
        throw SourceFault.unreadable(
            source,
            file.name()
                + " begins as text in UTF-16 does; write it in UTF-8, or set csv.encoding: UTF-16 for CSV");
      }
    }
  }

  /** Writes it. */
  static void toUtf8(String source, DataFile file, Charset from, OutputStream to)
      throws IOException {
    var decoder =
        from.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer text = CharBuffer.allocate(BUFFER);
    long line = 1;
    try (ReadableByteChannel in = Files.newByteChannel(file.path());
        Writer out = new OutputStreamWriter(to, StandardCharsets.UTF_8)) {
      for (boolean end = false; !end; ) {
        end = in.read(bytes) < 0;
        CoderResult result;
        do {
          result = decoder.decode(bytes.flip(), text, end);
          bytes.compact();
          text.flip();
          line += text.chars().filter(c -> c == '\n').count();
          out.append(text);
          text.clear();
        } while (result.isOverflow());
        if (result.isError()) {
          throw SourceFault.unreadable(
              source,
              "%s, line %d: something that is not in %s; set another csv.encoding"
                  .formatted(file.name(), line, from.name()));
        }
      }
    }
  }

  private Transcoding() {}
}
