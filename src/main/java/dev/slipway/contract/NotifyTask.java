package dev.slipway.contract;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code runner notify} is asked to do: post a CloudEvent to the address in the variable
 * {@code SLIPWAY_WEBHOOK_URL}, and again on failure, for a minute.
 *
 * @param id the event's id; the same for every attempt
 * @param type the event's type, such as dev.slipway.alert.started
 * @param source the object it is about, as namespace/kind/name
 * @param time when it happened (RFC 3339)
 * @param data what happened
 */
public record NotifyTask(String id, String type, String source, String time, JsonNode data) {}
