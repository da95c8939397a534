package dev.slipway.monitor;

import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.job.PodSettings;
import dev.slipway.monitor.MonitorTemplate.Change;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is told of alerts that have just started or ended. */
final class NotificationPolicy {
  /**
   * One Job for each change and receiver.
   *
   * @param alerts the alerts that are on now
   * @param version the ModelVersion that serves now
   */
  static List<Job> jobs(
      Monitor monitor,
      MonitorStatus before,
      List<ActiveAlert> alerts,
      @Nullable String version,
      PodSettings settings,
      Instant now) {
    var changes = new ArrayList<Change>();
    for (ActiveAlert alert : alerts) {
      if (AlertPolicy.find(before.alerts(), alert.name()) == null) {
        changes.add(new Change(alert, true, alert.message(), alert.since()));
      }
    }
    for (ActiveAlert alert : before.alerts()) {
      if (AlertPolicy.find(alerts, alert.name()) == null) {
        String why =
            Objects.equals(version, before.modelVersion())
                ? alert.name() + " is over"
                : version + " serves now";
        changes.add(new Change(alert, false, why, now.toString()));
      }
    }
    var jobs = new ArrayList<Job>();
    for (Change change : changes) {
      for (int i = 0; i < monitor.getSpec().alerts().size(); i++) {
        jobs.add(
            MonitorTemplate.notify(
                monitor,
                change,
                version,
                monitor.getSpec().alerts().get(i).webhook(),
                i,
                settings));
      }
    }
    return jobs;
  }

  private NotificationPolicy() {}
}
