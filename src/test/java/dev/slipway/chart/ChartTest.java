package dev.slipway.chart;

import static dev.slipway.testing.Chart.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import dev.slipway.testing.Chart;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the chart makes of its values. */
class ChartTest {
  private static final Map<String, String> WATCHED =
      Map.of("watchNamespaces[0]", "a", "watchNamespaces[1]", "b");

  @Test
  void lints() {
    assertThat(new Helm(Chart.FOLDER).lint().strict().call().isFailed()).isFalse();
  }

  @Test
  void theOperatorMayDoJustThis() {
    var rights = new TreeSet<String>();
    for (PolicyRule rule : only(render(Map.of()), ClusterRole.class, "slipway").getRules()) {
      for (String resource : rule.getResources()) {
        rights.add(
            String.join(",", rule.getApiGroups())
                + "/"
                + resource
                + " "
                + String.join(" ", rule.getVerbs()));
      }
    }
    assertThat(rights)
        .containsExactlyInAnyOrder(
            "/events list watch",
            "/persistentvolumeclaims create",
            "/pods get list watch",
            "/services get list watch create patch delete",
            "apps/deployments get list watch create patch delete",
            "autoscaling/horizontalpodautoscalers get list watch create patch delete",
            "batch/jobs get list watch create patch delete",
            "events.k8s.io/events create",
            "kubeflow.org/pytorchjobs get list watch create delete",
            "policy/poddisruptionbudgets get list watch create patch delete",
            "ray.io/rayjobs get list watch create delete",
            "slipway.dev/datasets get list watch",
            "slipway.dev/datasets/status patch",
            "slipway.dev/deployments get list watch",
            "slipway.dev/deployments/status patch",
            "slipway.dev/modelversions create",
            "slipway.dev/modelversions get list watch",
            "slipway.dev/modelversions/status patch",
            "slipway.dev/monitors get list watch",
            "slipway.dev/monitors/status patch",
            "slipway.dev/trainingjobs get list watch",
            "slipway.dev/trainingjobs/status patch",
            "sparkoperator.k8s.io/sparkapplications get list watch create delete",
            "trainer.kubeflow.org/trainjobs get list watch create delete");
  }

  @Test
  void anEngineIsAddedByAValue() {
    var values = new TreeMap<String, String>();
    values.put("engines[0]", "rayjob");
    values.put("engines[1].name", "mpijob");
    values.put("engines[1].apiVersion", "kubeflow.org/v2beta1");
    values.put("engines[1].kind", "MPIJob");
    values.put("engines[1].plural", "mpijobs");
    values.put("engines[1].pods[0].at", "/spec/mpiReplicaSpecs/Launcher/template");
    values.put("engines[1].pods[0].trainer", "true");
    values.put("engines[1].succeeded[0].condition", "Succeeded");
    values.put("engines[1].failed[0].condition", "Failed");
    List<HasMetadata> objects = render(values);
    assertThat(only(objects, ClusterRole.class, "slipway").getRules())
        .flatExtracting(PolicyRule::getResources)
        .contains("mpijobs", "rayjobs")
        .doesNotContain("trainjobs", "pytorchjobs");
    assertThat(only(objects, ConfigMap.class, "slipway-engines").getData())
        .containsOnlyKeys("mpijob.yaml", "rayjob.yaml")
        .hasEntrySatisfying("mpijob.yaml", text -> assertThat(text).contains("kind: MPIJob"));
  }

  @Test
  void anEngineThatTheChartDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> render(Map.of("engines[0]", "nosuchjob")))
        .hasMessageContaining("the chart has no rules of the name nosuchjob");
  }

  @Test
  void withKueueItMayReadWorkloadsToo() {
    List<HasMetadata> objects = render(Map.of("queue.kueue.enabled", "true"));
    assertThat(only(objects, ClusterRole.class, "slipway").getRules())
        .filteredOn(rule -> rule.getApiGroups().contains("kueue.x-k8s.io"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getResources()).containsExactly("workloads");
              assertThat(rule.getVerbs()).containsExactly("get", "list", "watch");
            });
    assertThat(
            only(objects, Deployment.class, "slipway")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv())
        .anySatisfy(
            variable -> {
              assertThat(variable.getName()).isEqualTo("SLIPWAY_QUEUE_KUEUE");
              assertThat(variable.getValue()).isEqualTo("true");
            });
  }

  @Test
  void aListOfNamespacesMeansRolesInThem() {
    List<HasMetadata> objects = render(WATCHED);
    assertThat(kinds(objects)).doesNotContain("ClusterRole", "ClusterRoleBinding");
    assertThat(places(objects, Role.class))
        .containsExactlyInAnyOrder("slipway-system/slipway-leader", "a/slipway", "b/slipway");
    assertThat(places(objects, RoleBinding.class))
        .containsExactlyInAnyOrder("slipway-system/slipway-leader", "a/slipway", "b/slipway");
    List<PolicyRule> rules = only(render(Map.of()), ClusterRole.class, "slipway").getRules();
    for (HasMetadata object : objects) {
      if (object instanceof Role role && role.getMetadata().getName().equals("slipway")) {
        assertThat(role.getRules()).isEqualTo(rules);
      }
      if (object instanceof RoleBinding binding) {
        assertThat(binding.getRoleRef().getKind()).isEqualTo("Role");
        assertThat(binding.getRoleRef().getName()).isEqualTo(binding.getMetadata().getName());
        assertThat(binding.getSubjects())
            .singleElement()
            .returns("ServiceAccount", Subject::getKind)
            .returns("slipway", Subject::getName)
            .returns("slipway-system", Subject::getNamespace);
      }
    }
    assertThat(variables(only(objects, Deployment.class, "slipway")))
        .containsEntry("QUARKUS_OPERATOR_SDK_NAMESPACES", "a,b");
  }

  @Test
  void withoutAListTheOperatorWatchesAllNamespaces() {
    List<HasMetadata> objects = render(Map.of());
    assertThat(places(objects, Role.class)).containsExactly("slipway-system/slipway-leader");
    assertThat(variables(only(objects, Deployment.class, "slipway")))
        .doesNotContainKey("QUARKUS_OPERATOR_SDK_NAMESPACES");
  }

  @Test
  void inItsNamespacesAloneItProtectsServingModels() {
    var binding =
        only(
            render(WATCHED),
            ValidatingAdmissionPolicyBinding.class,
            "slipway-slipway-system-serving-models");
    assertThat(binding.getSpec().getMatchResources().getNamespaceSelector().getMatchExpressions())
        .singleElement()
        .returns("kubernetes.io/metadata.name", LabelSelectorRequirement::getKey)
        .returns("In", LabelSelectorRequirement::getOperator)
        .returns(List.of("a", "b"), LabelSelectorRequirement::getValues);
    assertThat(
            only(render(Map.of()), ValidatingAdmissionPolicyBinding.class, "slipway-serving-models")
                .getSpec()
                .getMatchResources())
        .isNull();
  }

  @Test
  void releasesForSomeNamespacesEachShareNothing() {
    assertThat(identities(render("team-a", Map.of("watchNamespaces[0]", "a"))))
        .doesNotContainAnyElementsOf(
            identities(render("team-b", Map.of("watchNamespaces[0]", "b"))));
  }

  @Test
  void theOperatorMeetsTheRestrictedStandard() {
    var pod = only(render(Map.of()), Deployment.class, "slipway").getSpec().getTemplate().getSpec();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getContainers())
        .allSatisfy(
            c -> {
              assertThat(c.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
              assertThat(c.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(c.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(c.getResources().getLimits()).containsKey("memory");
            });
  }

  @Test
  void theStoreReachesTheOperator() {
    var values =
        Map.of(
            "store.url",
            "s3://lake/slipway",
            "store.secret",
            "keys",
            "store.endpoint",
            "http://s3:7070");
    assertThat(variables(only(render(values), Deployment.class, "slipway")))
        .containsEntry("SLIPWAY_STORE_URL", "s3://lake/slipway")
        .containsEntry("SLIPWAY_STORE_SECRET", "keys")
        .containsEntry("SLIPWAY_STORE_ENDPOINT", "http://s3:7070");
  }

  @Test
  void optionalObjectsComeWhenAskedFor() {
    assertThat(kinds(render(Map.of())))
        .contains("PodDisruptionBudget", "NetworkPolicy", "ValidatingAdmissionPolicy")
        .doesNotContain("ServiceMonitor");
    assertThat(kinds(render(Map.of("serviceMonitor.enabled", "true")))).contains("ServiceMonitor");
    assertThat(
            kinds(
                render(
                    Map.of(
                        "networkPolicy.enabled",
                        "false",
                        "protectServingModels",
                        "false",
                        "replicas",
                        "1"))))
        .doesNotContain("NetworkPolicy", "ValidatingAdmissionPolicy", "PodDisruptionBudget");
  }

  @Test
  void wrongValuesAreRefused() {
    assertThatThrownBy(() -> render(Map.of("store.url", "ftp://x"))).hasMessageContaining("store");
    assertThatThrownBy(() -> render(Map.of("replicas", "0"))).hasMessageContaining("replicas");
    assertThatThrownBy(() -> render(Map.of("sotre", "x"))).hasMessageContaining("sotre");
  }

  private static List<String> places(List<HasMetadata> objects, Class<? extends HasMetadata> type) {
    return objects.stream()
        .filter(type::isInstance)
        .map(o -> o.getMetadata().getNamespace() + "/" + o.getMetadata().getName())
        .toList();
  }

  private static List<String> identities(List<HasMetadata> objects) {
    return objects.stream()
        .map(
            o ->
                String.join(
                    "/",
                    o.getKind(),
                    String.valueOf(o.getMetadata().getNamespace()),
                    o.getMetadata().getName()))
        .toList();
  }

  private static List<String> kinds(List<HasMetadata> objects) {
    return objects.stream().map(HasMetadata::getKind).toList();
  }

  private static <T extends HasMetadata> T only(
      List<HasMetadata> objects, Class<T> type, String name) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(o -> o.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> variables(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .filter(e -> e.getValue() != null)
        .collect(java.util.stream.Collectors.toMap(e -> e.getName(), e -> e.getValue()));
  }
}
