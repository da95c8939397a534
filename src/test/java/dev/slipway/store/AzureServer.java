package dev.slipway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Azurite on a free port: Azure Blob Storage's API, with the account that it always has. */
public final class AzureServer implements AutoCloseable {
  /** The account's name. */
  public static final String ACCOUNT = "devstoreaccount1";

  /** The account's key, which Azurite's documentation gives. */
  public static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private static final Path PROGRAM = TestPrograms.cached("azurite/node_modules/.bin/azurite-blob");

  private final Process process;
  private final int port;

  private AzureServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it over a folder; it is installed first where it is not cached. */
  public static AzureServer start(Path folder) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      new ProcessBuilder("config/cluster/azurite").inheritIO().start().waitFor();
    }
    int port = TestPrograms.freePort();
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--blobHost",
                "127.0.0.1",
                "--blobPort",
                String.valueOf(port),
                "--location",
                folder.toString(),
                "--skipApiVersionCheck",
                "--disableTelemetry",
                "--silent")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var server = new AzureServer(process, port);
    TestPrograms.awaitPort(port);
    return server;
  }

  /** Its address. */
  public String endpoint() {
    return "http://127.0.0.1:" + port + "/" + ACCOUNT;
  }

  /** What a Secret would hold. */
  public static Map<String, String> credentials() {
    return Map.of("accountName", ACCOUNT, "accountKey", KEY);
  }

  /** Makes a container. */
  public void container(String name) throws IOException, InterruptedException {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    String text =
        "PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:%s\nx-ms-version:2021-08-06\n/%s/%s/%s\nrestype:container"
            .formatted(date, ACCOUNT, ACCOUNT, name);
    var request =
        HttpRequest.newBuilder(URI.create(endpoint() + "/" + name + "?restype=container"))
            .header("x-ms-date", date)
            .header("x-ms-version", "2021-08-06")
            .header("Authorization", "SharedKey " + ACCOUNT + ":" + signature(text))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
    }
  }

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
