package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A registry on a loopback socket that can misbehave on purpose: every answer is written byte by
 * byte. It logs what it was asked, takes pushes, and has the referrers API if told to.
 */
public final class FakeRegistry implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, Digest> tags = new ConcurrentHashMap<>();
  private final Map<Digest, String> types = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
  private final Map<String, Behaviour> behaviours = new LinkedHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private volatile boolean referrers;
  private volatile Optional<Integer> minChunk = Optional.empty();

  /** One request; header names are lower case. */
  public record Request(String method, String path, Map<String, String> headers, byte[] body) {
    public String header(String name) {
      return headers.getOrDefault(name, "-");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Writes an answer; false: the registry answers as it should. */
  @FunctionalInterface
  public interface Behaviour {
    boolean answer(Request request, OutputStream out) throws Exception;
  }

  public FakeRegistry() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  public String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** {@code HOST/NAME:TAG}. */
  public String reference(String name) {
    return host() + "/" + name;
  }

  /** What was asked, in order. */
  public List<Request> requests() {
    return requests;
  }

  public List<String> asked() {
    return requests.stream().map(Request::toString).toList();
  }

  /** The newest behaviour whose text occurs in {@code METHOD PATH} counts. */
  public void on(String part, Behaviour behaviour) {
    synchronized (behaviours) {
      behaviours.put(part, behaviour);
    }
  }

  public void haveReferrers() {
    referrers = true;
  }

  public void wantChunks(int bytes) {
    minChunk = Optional.of(bytes);
  }

  public Map<Digest, byte[]> blobs() {
    return blobs;
  }

  public Digest put(byte[] content) {
    Digest digest = Digest.of(content);
    blobs.put(digest, content);
    return digest;
  }

  public void tag(String tag, Digest manifest) {
    tags.put(tag, manifest);
  }

  public Optional<Digest> tagged(String tag) {
    return Optional.ofNullable(tags.get(tag));
  }

  /** Serves everything in an OCI layout. */
  public void serve(Path layout) throws IOException {
    try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path file : files.toList()) {
        put(Files.readAllBytes(file));
      }
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (Optional<Request> r = read(in); r.isPresent(); r = read(in)) {
        requests.add(r.get());
        if (!misbehave(r.get(), out)) {
          answer(r.get(), out);
        }
        out.flush();
      }
    } catch (Exception e) {
      // the client went away, or the behaviour ended the connection
    }
  }

  private boolean misbehave(Request request, OutputStream out) throws Exception {
    List<Behaviour> matching = new ArrayList<>();
    synchronized (behaviours) {
      behaviours.forEach(
          (part, b) -> {
            if (request.toString().contains(part)) {
              matching.add(b);
            }
          });
    }
    for (Behaviour b : matching.reversed()) {
      if (b.answer(request, out)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Request> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    String[] parts = first.split(" ", -1);
    String path = java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
    return Optional.of(new Request(parts[0], path, headers, body));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  /** Writes a whole answer. */
  public static void write(OutputStream out, int status, byte[] body, String... headers)
      throws IOException {
    head(out, status, body.length, headers);
    out.write(body);
  }

  /** Writes the head alone, with this Content-Length. */
  public static void head(OutputStream out, int status, long length, String... headers)
      throws IOException {
    StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    text.append("Content-Length: ").append(length).append("\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private void answer(Request request, OutputStream out) throws IOException {
    String path = request.path();
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (path.contains("/blobs/uploads/")) {
      upload(request, out, path);
    } else if (request.method().equals("PUT")) {
      Digest digest = put(request.body());
      types.put(digest, request.header("content-type"));
      tags.put(last, digest);
      String text = new String(request.body(), StandardCharsets.UTF_8);
      String[] listed =
          referrers && text.contains("\"subject\"")
              ? new String[] {"OCI-Subject: yes"}
              : new String[0];
      write(out, 201, new byte[0], listed);
    } else if (path.contains("/referrers/")) {
      referrers(last, out);
    } else {
      content(request, last, out);
    }
  }

  private void referrers(String subject, OutputStream out) throws IOException {
    if (!referrers) {
      write(out, 404, new byte[0]);
      return;
    }
    List<String> entries = new ArrayList<>();
    blobs.forEach(
        (digest, bytes) -> {
          String text = new String(bytes, StandardCharsets.UTF_8);
          int at = text.indexOf("\"subject\"");
          if (at > 0 && text.indexOf(subject, at) > 0) {
            entries.add(
                "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"%s\",\"size\":%d}"
                    .formatted(digest, bytes.length));
          }
        });
    write(
        out,
        200,
        ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void content(Request request, String selector, OutputStream out) throws IOException {
    Digest digest =
        selector.startsWith("sha256:")
            ? new Digest(selector.substring(7))
            : tags.getOrDefault(selector, Digest.of(new byte[0]));
    byte[] body = blobs.get(digest);
    if (body == null) {
      write(out, 404, new byte[0]);
    } else if (request.method().equals("HEAD")) {
      head(out, 200, body.length);
    } else if (request.headers().containsKey("range")) {
      int from = Integer.parseInt(request.header("range").replaceAll("\\D", ""));
      byte[] rest = java.util.Arrays.copyOfRange(body, from, body.length);
      write(
          out,
          206,
          rest,
          "Content-Range: bytes " + from + "-" + (body.length - 1) + "/" + body.length);
    } else {
      write(out, 200, body);
    }
  }

  private void upload(Request request, OutputStream out, String path) throws IOException {
    switch (request.method()) {
      case "POST" -> {
        String session = path.replaceAll("\\?.*", "") + sessions.incrementAndGet();
        uploads.put(session, new ByteArrayOutputStream());
        List<String> headers = new ArrayList<>(List.of("Location: " + session + "?state=a"));
        minChunk.ifPresent(m -> headers.add("OCI-Chunk-Min-Length: " + m));
        write(out, 202, new byte[0], headers.toArray(String[]::new));
      }
      case "PATCH" -> {
        String session = path.replaceAll("\\?.*", "");
        upload(session).write(request.body());
        write(out, 202, new byte[0], "Location: " + session + "?state=b");
      }
      default -> {
        ByteArrayOutputStream content = upload(path.replaceAll("\\?.*", ""));
        content.write(request.body());
        Digest wanted = new Digest(path.replaceAll(".*digest=sha256:", ""));
        boolean right = put(content.toByteArray()).equals(wanted);
        write(out, right ? 201 : 400, new byte[0]);
      }
    }
  }

  private ByteArrayOutputStream upload(String session) {
    return Optional.ofNullable(uploads.get(session)).orElseThrow();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
