package dev.slipway.crd;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.TrainingJob;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the columns of {@code kubectl get} in the order in which the kinds' classes name them; the
 * generator sorts them by their paths.
 */
public final class ColumnOrder implements CRDPostProcessor {
  private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          Dataset.class,
          TrainingJob.class,
          ModelVersion.class,
          ModelDeployment.class,
          Monitor.class);

  @Override
  public HasMetadata process(HasMetadata crd, String specVersion) {
    if (crd instanceof CustomResourceDefinition definition) {
      List<String> columns = columns(definition.getMetadata().getName());
      for (CustomResourceDefinitionVersion version : definition.getSpec().getVersions()) {
        version
            .getAdditionalPrinterColumns()
            .sort(
                Comparator.comparingInt(
                    (CustomResourceColumnDefinition column) -> place(columns, column.getName())));
      }
    }
    return crd;
  }

  private static List<String> columns(String crd) {
    return KINDS.stream()
        .filter(kind -> CustomResource.getCRDName(kind).equals(crd))
        .flatMap(kind -> Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class)))
        .map(AdditionalPrinterColumn::name)
        .toList();
  }

  /** Those that come from elsewhere stand before the age, where kubectl's own kinds end. */
  private static int place(List<String> columns, String name) {
    int at = columns.indexOf(name);
    return at < 0 ? columns.size() - 2 : at;
  }
}
