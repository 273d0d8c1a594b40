package dev.plimsoll.kernel.kconfig;

/** The columns of the section with definitions, while it is written. Not thread-safe. */
final class DefinitionColumns {
  /** How many columns there are. */
  static final int COUNT = 10;

  final Column counts = new Column();
  final Column archs = new Column();
  final Column kinds = new Column();
  final Column files = new Column();
  final Column lines = new Column();
  final Column depends = new Column();
  final Column prompts = new Column();
  final Column sizes = new Column();
  final Column targets = new Column();
  final Column conditions = new Column();
  private int lastFile;
  private int lastLine;
  private int lastDepends;
  private int lastPrompt;
  private int lastChoice;

  void place(int file, int line) {
    files.putSigned(file - lastFile);
    lines.putSigned(line - (file == lastFile ? lastLine : 0));
    lastFile = file;
    lastLine = line;
  }

  void dependsOn(int expression) {
    depends.putSigned(expression - lastDepends);
    lastDepends = expression;
  }

  void prompt(int prompt) {
    prompts.putSigned(prompt - lastPrompt);
    lastPrompt = prompt;
  }

  void choice(int choice) {
    sizes.putSigned(choice - lastChoice);
    lastChoice = choice;
  }

  byte[] joined() {
    return TableWriter.joined(
        counts.written(),
        archs.written(),
        kinds.written(),
        files.written(),
        lines.written(),
        depends.written(),
        prompts.written(),
        sizes.written(),
        targets.written(),
        conditions.written());
  }
}
