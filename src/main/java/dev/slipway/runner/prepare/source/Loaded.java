package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Relation;
import org.jspecify.annotations.Nullable;

/**
 * A source that has been copied in.
 *
 * @param relation its rows
 * @param location where it came from, without anything that could be secret
 * @param revision what its content was: sha256:… of a file, rows:… of a query's or capture's rows
 * @param bytes the file's size; null when there is no file
 */
public record Loaded(Relation relation, String location, String revision, @Nullable Long bytes) {}
