package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.engine.EngineState.Phase;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shipped rules make of what each operator writes into a status. */
class EngineStateTest {
  private static final Engines ENGINES = EngineCatalog.load(Path.of("config/engines"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "job | '{}' | PENDING | ''",
        "job | '{active: 1, ready: 0}' | PENDING | ''",
        "job | '{active: 1, ready: 1}' | RUNNING | ''",
        "job | '{conditions: [{type: Complete, status: \"True\", reason: CompletionsReached, message: all}]}' | SUCCEEDED | 'CompletionsReached: all'",
        "job | '{conditions: [{type: SuccessCriteriaMet, status: \"True\"}]}' | PENDING | ''",
        "job | '{conditions: [{type: Failed, status: \"True\", reason: BackoffLimitExceeded, message: too often}]}' | FAILED | 'BackoffLimitExceeded: too often'",
        "pytorchjob | '{conditions: [{type: Created, status: \"True\"}]}' | PENDING | ''",
        "pytorchjob | '{conditions: [{type: Created, status: \"True\"}, {type: Running, status: \"True\", message: runs}]}' | RUNNING | runs",
        "pytorchjob | '{conditions: [{type: Running, status: \"False\"}, {type: Succeeded, status: \"True\"}]}' | SUCCEEDED | ''",
        "pytorchjob | '{conditions: [{type: Running, status: \"False\"}, {type: Failed, status: \"True\", message: replica Worker 1}]}' | FAILED | replica Worker 1",
        "rayjob | '{jobDeploymentStatus: Initializing}' | PENDING | ''",
        "rayjob | '{jobDeploymentStatus: Running, jobStatus: RUNNING}' | RUNNING | ''",
        "rayjob | '{jobDeploymentStatus: Complete, jobStatus: SUCCEEDED, message: Job finished successfully.}' | SUCCEEDED | Job finished successfully.",
        "rayjob | '{jobDeploymentStatus: Retrying, jobStatus: FAILED}' | PENDING | ''",
        "rayjob | '{jobDeploymentStatus: Failed, jobStatus: FAILED, reason: AppFailed, message: exit code 1}' | FAILED | 'AppFailed: exit code 1'",
        "rayjob | '{jobDeploymentStatus: Complete, jobStatus: STOPPED}' | FAILED | ''",
        "sparkapplication | '{applicationState: {state: SUBMITTED}}' | PENDING | ''",
        "sparkapplication | '{applicationState: {state: RUNNING}}' | RUNNING | ''",
        "sparkapplication | '{applicationState: {state: SUCCEEDING}}' | RUNNING | ''",
        "sparkapplication | '{applicationState: {state: COMPLETED}}' | SUCCEEDED | ''",
        "sparkapplication | '{applicationState: {state: PENDING_RERUN, errorMessage: driver failed}}' | PENDING | driver failed",
        "sparkapplication | '{applicationState: {state: FAILED, errorMessage: driver failed}}' | FAILED | driver failed",
        "trainjob | '{conditions: [{type: Suspended, status: \"False\"}]}' | PENDING | ''",
        "trainjob | '{jobsStatus: [{name: initializer, ready: 0}, {name: node, ready: 2}]}' | RUNNING | ''",
        "trainjob | '{jobsStatus: [{name: node, ready: 0}], conditions: [{type: Complete, status: \"True\"}]}' | SUCCEEDED | ''",
        "trainjob | '{conditions: [{type: Failed, status: \"True\", reason: JobsFailed, message: node-0}]}' | FAILED | 'JobsFailed: node-0'",
      })
  void tells(String engine, String status, Phase phase, String message)
      throws JsonProcessingException {
    EngineRules rules =
        ENGINES.all().stream().filter(r -> r.name().equals(engine)).findFirst().orElseThrow();
    JsonNode resource = new YAMLMapper().readTree("status: " + status);
    assertThat(EngineState.of(rules, resource)).isEqualTo(new EngineState(phase, message));
  }
}
