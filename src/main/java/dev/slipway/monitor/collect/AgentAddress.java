package dev.slipway.monitor.collect;

import java.net.URI;

/**
 * An agent that can be asked.
 *
 * @param uid the pod's uid
 * @param pod the pod's name
 * @param uri where it answers, such as http://10.0.0.7:9090
 * @param ready whether a window waits for it; others are asked, but not waited for
 */
public record AgentAddress(String uid, String pod, URI uri, boolean ready) {}
