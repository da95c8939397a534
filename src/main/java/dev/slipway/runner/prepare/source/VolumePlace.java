package dev.slipway.runner.prepare.source;

import dev.slipway.store.Digest;
import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of a folder that the pod has mounted: a claim, or a ConfigMap.
 *
 * @param source the source's name
 * @param address the mount's own address, with a slash at its end: pvc://claim/
 * @param mount the folder
 * @param path which files
 */
record VolumePlace(String source, String address, Path mount, String path) implements Place {
  /** How the address of a ConfigMap begins. */
  static final String CONFIG_MAP = "configmap/";

  @Override
  public List<PlacedFile> files() throws IOException {
    Glob glob = Glob.of(source, path);
    if (!mount.resolve(path.indexOf('\0') < 0 ? glob.folder() : "").normalize().startsWith(mount)) {
      throw SourceFault.notFound(source, address + path + " leads out of its claim");
    }
    return glob.literal() ? List.of(literal()) : matching(glob);
  }

  /** A ConfigMap's files are made anew in every pod: only their content tells. */
  @Override
  public SortedMap<String, FileRevision> revisions() throws IOException {
    var revisions = new TreeMap<String, FileRevision>();
    for (PlacedFile file : files()) {
      if (file instanceof PlacedFile.Mounted mounted) {
        revisions.put(
            mounted.location(),
            address.startsWith(CONFIG_MAP)
                ? new FileRevision(Digest.ofFile(mounted.file()), null, null, null)
                : mounted.revision());
      }
    }
    return revisions;
  }

  private PlacedFile literal() throws IOException {
    Path file = mount.resolve(path).normalize();
    if (!file.startsWith(mount)) {
      throw SourceFault.notFound(source, address + path + " leads out of its claim");
    }
    if (Files.isDirectory(file)) {
      throw SourceFault.notFound(
          source, address + path + " is a folder; end it in / to read all files below it");
    }
    if (!Files.isRegularFile(file)) {
      throw SourceFault.notFound(source, "there is no file " + address + path);
    }
    return found(file, path);
  }

  private List<PlacedFile> matching(Glob glob) throws IOException {
    Path folder = mount.resolve(glob.folder());
    if (!Files.isDirectory(folder)) {
      throw SourceFault.notFound(source, "there is no folder " + address + glob.folder());
    }
    List<String> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths =
          all.filter(Files::isRegularFile)
              .map(file -> mount.relativize(file).toString())
              .filter(glob::matches)
              .sorted()
              .toList();
    }
    if (paths.isEmpty()) {
      throw SourceFault.notFound(source, "there is no file like " + address + path);
    }
    var files = new java.util.ArrayList<PlacedFile>();
    for (String one : paths) {
      files.add(found(mount.resolve(one), one));
    }
    return files;
  }

  /** What a link leads to must be of the mount too: the pod's own files are nobody's data. */
  private PlacedFile found(Path file, String at) throws IOException {
    if (!file.toRealPath().startsWith(mount.toRealPath())) {
      throw SourceFault.notFound(
          source, address + at + " is a link that leads out of its claim; copy the file there");
    }
    return new PlacedFile.Mounted(address + at, at, file, revision(file));
  }

  /** What tells a file's content from another. */
  static FileRevision revision(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileRevision(
        null, null, attributes.lastModifiedTime().toInstant().toString(), attributes.size());
  }

  @Override
  public String folder() {
    return Glob.of(source, path).folder();
  }

  @Override
  public void close() {}
}
