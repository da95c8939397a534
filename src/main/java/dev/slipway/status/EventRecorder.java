package dev.slipway.status;

import dev.slipway.api.Condition;
import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.jboss.logging.Logger;

/** Writes an Event for a transition. An Event that cannot be written is logged and let go. */
@ApplicationScoped
public class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST_NOTE = 1000;

  /** Conditions that are bad news when they are True. */
  private static final Set<String> BAD_WHEN_TRUE =
      Set.of("Drift", "QualityDegraded", "PerformanceDegraded", "ServiceDegraded");

  private final KubernetesClient client;
  private final Clock clock;

  EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Records that a condition of an object changed; the Event's reason is the condition's.
   *
   * @param stalled whether the object is given up until something changes
   */
  public void record(HasMetadata about, Condition condition, boolean stalled) {
    String note = condition.message().isEmpty() ? condition.reason() : condition.message();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(name(about, condition))
            .withNamespace(about.getMetadata().getNamespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICROS.format(clock.instant())))
            .withType(warns(condition, stalled) ? "Warning" : "Normal")
            .withReason(condition.reason())
            .withAction(condition.type())
            .withNote(note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
            .withReportingController(Slipway.GROUP + "/operator")
            .withReportingInstance(Slipway.MANAGER)
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(about.getApiVersion())
                    .withKind(about.getKind())
                    .withName(about.getMetadata().getName())
                    .withNamespace(about.getMetadata().getNamespace())
                    .withUid(about.getMetadata().getUid())
                    .build())
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return; // written before a status write that failed
      }
      LOG.warnf(
          "no Event %s for %s: %s",
          condition.reason(), about.getMetadata().getName(), e.getMessage());
    }
  }

  /** The same transition has the same name, so that trying it again writes no second Event. */
  private static String name(HasMetadata about, Condition condition) {
    String transition =
        String.join(
            "/",
            about.getMetadata().getUid(),
            about.getMetadata().getResourceVersion(),
            condition.type(),
            condition.status(),
            condition.reason());
    return about.getMetadata().getName() + "." + DigestUtils.sha256Hex(transition).substring(0, 16);
  }

  /** What is bad warns; so does what is not yet good, once nothing more will happen by itself. */
  private static boolean warns(Condition condition, boolean stalled) {
    return BAD_WHEN_TRUE.contains(condition.type())
        ? condition.isTrue()
        : stalled && condition.status().equals(Condition.FALSE);
  }
}
