package dev.slipway.runner;

import dev.slipway.runner.attend.AttendCommand;
import dev.slipway.runner.evaluate.EvaluateCommand;
import dev.slipway.runner.fetch.FetchCommand;
import dev.slipway.runner.notify.NotifyCommand;
import dev.slipway.runner.prepare.PollCommand;
import dev.slipway.runner.prepare.PrepareCommand;
import dev.slipway.runner.prepare.explain.ExplainCommand;
import dev.slipway.runner.prune.PruneCommand;
import dev.slipway.runner.publish.PublishCommand;
import dev.slipway.runner.validate.ValidateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code runner <command>}: the entry point of every pod of ours but the agent. */
@Command(
    name = "runner",
    description = "Runs inside the pods that the Slipway operator starts.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(PodContext.real()).execute(arguments));
  }

  /** The commands, in a pod. */
  public static CommandLine commandLine(PodContext pod) {
    return new CommandLine(new Main())
        .addSubcommand(new PrepareCommand(pod))
        .addSubcommand(new PollCommand(pod))
        .addSubcommand(new PruneCommand(pod))
        .addSubcommand(new ExplainCommand())
        .addSubcommand(new FetchCommand(pod))
        .addSubcommand(new AttendCommand(pod))
        .addSubcommand(new PublishCommand(pod))
        .addSubcommand(new ValidateCommand(pod))
        .addSubcommand(new EvaluateCommand(pod))
        .addSubcommand(new NotifyCommand(pod));
  }
}
