package dev.slipway.runner.prepare.source;

import java.nio.file.Path;

/**
 * A file that is ready to be read: on the disk, and unpacked.
 *
 * @param name how a person knows it: where it came from
 * @param fileName its name, whose ending tells the format
 * @param path where it lies
 */
record DataFile(String name, String fileName, Path path) {}
