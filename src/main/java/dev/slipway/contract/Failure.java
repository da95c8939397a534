package dev.slipway.contract;

/**
 * Why a pod of ours gave up; written as its termination message in the form {@code
 * {"failure":{…}}}, with exit code 1.
 *
 * @param reason one CamelCase word, such as SourceUnreachable
 * @param message what happened and what to change
 * @param retryable whether another attempt may end otherwise
 */
public record Failure(String reason, String message, boolean retryable) {}
