package dev.plimsoll.kernel.kconfig;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one option is in one kernel and configuration, and what it takes to give it a value.
 *
 * @param name without CONFIG_
 * @param kernel release of the table that was asked
 * @param elsewhere when the option does not exist here: architectures that have it
 * @param type empty when the option does not exist here
 * @param places {@code file:line} of its entries
 * @param found its value, {@code not set}, or {@code absent}
 * @param line of the configuration, 0 when there is none
 * @param depends as Kconfig writes it; empty when it depends on nothing
 * @param wanted the value that was asked about
 * @param decides why it does not simply have the value; empty when one line is enough, or it has it
 * @param selectedBy symbols that are on and select it
 * @param selectors symbols that may select it
 * @param choice other members of its choice
 * @param ranges {@code 1 to 10 if EXPERT}
 * @param changes lines that give it the value, computed to do so; empty when it has it
 * @param impossible why no change gives it the value
 * @param effects other options that the changes alter
 */
public record Explanation(
    String name,
    String kernel,
    KconfigArch arch,
    Set<KconfigArch> elsewhere,
    Optional<OptionType> type,
    Optional<String> prompt,
    List<String> places,
    String found,
    int line,
    Optional<String> defaultValue,
    String depends,
    String wanted,
    Optional<String> decides,
    List<String> selectedBy,
    List<String> selectors,
    List<String> choice,
    List<String> ranges,
    List<Change> changes,
    Optional<String> impossible,
    List<Change> effects) {
  public Explanation {
    elsewhere = Set.copyOf(elsewhere);
    places = List.copyOf(places);
    selectedBy = List.copyOf(selectedBy);
    selectors = List.copyOf(selectors);
    choice = List.copyOf(choice);
    ranges = List.copyOf(ranges);
    changes = List.copyOf(changes);
    effects = List.copyOf(effects);
  }

  /** Whether the option has the wanted value already. */
  public boolean holds() {
    return changes.isEmpty() && impossible.isEmpty();
  }
}
