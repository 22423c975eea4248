package io.heimdall.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `heimdall artifacts …`: what users keep beside recordings.
@Command(
    name = "artifacts",
    description = "Keep, find and share what was made of recordings: files of any kind and size.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  heimdall artifacts put report.pdf --tag night --from acquisitions/ID",
      "  heimdall artifacts search beacon --type 'audio/*'",
      "  heimdall artifacts get report.pdf"
    })
final class ArtifactsCommand {

  private ArtifactsCommand() {}

  static CommandLine commandLine(Console console) {
    return new CommandLine(new ArtifactsCommand())
        .addSubcommand(new ArtifactPutCommand(console))
        .addSubcommand(new ArtifactGetCommand(console))
        .addSubcommand(ArtifactUploadsCommand.commandLine(console))
        .addSubcommand(new ArtifactKeygenCommand(console))
        .addSubcommand(new ArtifactListings.ListThem(console))
        .addSubcommand(new ArtifactListings.Search(console))
        .addSubcommand(new ArtifactListings.Tags(console))
        .addSubcommand(new ArtifactViews.Show(console))
        .addSubcommand(new ArtifactViews.Versions(console))
        .addSubcommand(new ArtifactViews.History(console))
        .addSubcommand(new ArtifactViews.Diff(console))
        .addSubcommand(new ArtifactSetCommand(console))
        .addSubcommand(new ArtifactChanges.Tag(console))
        .addSubcommand(new ArtifactChanges.Untag(console))
        .addSubcommand(new ArtifactChanges.Restore(console))
        .addSubcommand(new ArtifactSharing.Share(console))
        .addSubcommand(new ArtifactSharing.Unshare(console))
        .addSubcommand(new ArtifactSharing.Publish(console))
        .addSubcommand(new ArtifactSharing.Unpublish(console))
        .addSubcommand(new ArtifactSigning.Sign(console))
        .addSubcommand(new ArtifactSigning.SignUpload(console))
        .addSubcommand(new ArtifactSigning.Complete(console))
        .addSubcommand(new ArtifactChanges.Delete(console))
        .addSubcommand(new ArtifactChanges.Undelete(console))
        .addSubcommand(new ArtifactChanges.Purge(console))
        .addSubcommand(ArtifactWebhooksCommand.commandLine(console))
        .addSubcommand(new ArtifactUsageCommand(console));
  }
}
