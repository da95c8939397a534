package dev.slipway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;

/** The rules of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.slipway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final List<String> FEATURES =
      List.of("dataset", "trainingjob", "modelversion", "deployment", "monitor");

  private static final DescribedPredicate<JavaClass> PURE =
      new DescribedPredicate<>("pure") {
        @Override
        public boolean test(JavaClass type) {
          String name = topLevel(type).getSimpleName();
          String pack = type.getPackageName();
          return name.endsWith("Plan")
              || name.endsWith("Template")
              || name.endsWith("Policy")
              || List.of(
                      "dev.slipway.api",
                      "dev.slipway.contract",
                      "dev.slipway.profile",
                      "dev.slipway.search",
                      "dev.slipway.job")
                  .contains(pack);
        }
      };

  private static JavaClass topLevel(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::topLevel).orElse(type);
  }

  /** The API is a contract: it can be read and used without the rest. */
  @ArchTest
  static final ArchRule apiStandsAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.slipway.api..")
          .should()
          .dependOnClassesThat(
              new DescribedPredicate<JavaClass>("other classes of Slipway") {
                @Override
                public boolean test(JavaClass type) {
                  return type.getPackageName().startsWith("dev.slipway")
                      && !type.getPackageName().startsWith("dev.slipway.api");
                }
              });

  /** The five features see each other's kinds, never each other's code. */
  @ArchTest
  static final ArchRule featuresAreIndependent =
      slices()
          .matching("dev.slipway.(dataset|trainingjob|modelversion|deployment|monitor)..")
          .should()
          .notDependOnEachOther();

  /** What runs in pods has nothing of the operator. */
  @ArchTest
  static final ArchRule podsDoNotSeeTheOperator =
      noClasses()
          .that()
          .resideInAnyPackage("dev.slipway.runner..", "dev.slipway.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.slipway.operator..",
              "dev.slipway.status..",
              "io.javaoperatorsdk..",
              "io.fabric8.kubernetes.client.dsl..",
              "io.quarkus.runtime..",
              "io.quarkus.arc..");

  /** A plan can be run by another engine than the one that there is. */
  @ArchTest
  static final ArchRule plansKnowNoEngine =
      noClasses()
          .that()
          .resideInAPackage("dev.slipway.runner.prepare.plan..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.slipway.runner.prepare.engine..",
              "dev.slipway.runner.prepare.step..",
              "java.sql..",
              "org.duckdb..");

  /** The operator handles no data: it opens no store and no database. */
  @ArchTest
  static final ArchRule operatorTouchesNoData =
      noClasses()
          .that()
          .resideInAnyPackage(
              FEATURES.stream().map(f -> "dev.slipway." + f + "..").toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.opendal..", "java.sql..", "org.duckdb..", "dev.slipway.runner..");

  /** Plans, templates and policies are functions: no client, context, clock, logger or file. */
  @ArchTest
  static final ArchRule pureClassesSeeNoWorld =
      noClasses()
          .that(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.javaoperatorsdk..",
              "io.fabric8.kubernetes.client.dsl..",
              "io.fabric8.kubernetes.client.informers..",
              "io.micrometer..",
              "org.jboss.logging..",
              "org.slf4j..",
              "java.util.logging..",
              "java.net.http..",
              "java.nio.file..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
          .allowEmptyShould(true);

  /** The present is an argument, not something that pure code asks for. */
  @ArchTest
  static final ArchRule pureClassesHaveNoNow =
      noClasses()
          .that(PURE)
          .should()
          .callMethodWhere(
              new DescribedPredicate<JavaCall<?>>("the time of day or randomness is asked for") {
                @Override
                public boolean test(JavaCall<?> call) {
                  String owner = call.getTargetOwner().getName();
                  return (call.getName().equals("now") && owner.startsWith("java.time."))
                      || (owner.equals("java.lang.System")
                          && (call.getName().equals("currentTimeMillis")
                              || call.getName().equals("nanoTime")))
                      || (owner.equals("java.util.UUID") && call.getName().equals("randomUUID"))
                      || (owner.equals("java.lang.Math") && call.getName().equals("random"));
                }
              })
          .allowEmptyShould(true);

  /** Only reconcilers write; an Observed reads caches. */
  @ArchTest
  static final ArchRule observedReadsCachesOnly =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Observed")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
          .allowEmptyShould(true);

  /** Nothing waits on the clock inside the operator. */
  @ArchTest
  static final ArchRule operatorNeverSleeps =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.slipway.runner..", "dev.slipway.agent..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class);

  /** Names say what a class knows. */
  @ArchTest
  static final ArchRule namesSaySomething =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper");
}
