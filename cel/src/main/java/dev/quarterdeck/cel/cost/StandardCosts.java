package dev.quarterdeck.cel.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Estimated costs of CEL's own functions, without their arguments; one for all that do not look at every character or item. */
final class StandardCosts {

    private StandardCosts() {}

    static CallEstimate estimate(String overload, @Nullable Operand target, List<Operand> args) {
        return switch (overload) {
            case "string_format" ->
                target == null
                        ? CallEstimate.of(Range.ONE)
                        : CallEstimate.of(target.sizeOrUnknown().times(LibraryCosts.TEXT_FACTOR));
            case "string_to_bytes" -> {
                Range size = args.getFirst().sizeOrUnknown();
                yield new CallEstimate(
                        size.times(LibraryCosts.TEXT_FACTOR), new Range(size.min(), Range.times(size.max(), 4L)));
            }
            case "bytes_to_string" -> {
                Range size = args.getFirst().sizeOrUnknown();
                yield new CallEstimate(size.times(LibraryCosts.TEXT_FACTOR), new Range(size.min() >>> 2, size.max()));
            }
            case "strings_quote" -> {
                Range size = args.getFirst().sizeOrUnknown();
                yield new CallEstimate(
                        size.times(LibraryCosts.TEXT_FACTOR),
                        new Range(Range.plus(size.min(), 2), Range.plus(Range.times(size.max(), 2L), 2)));
            }
            case "starts_with_string", "ends_with_string" ->
                CallEstimate.of(args.getFirst().sizeOrUnknown().times(LibraryCosts.TEXT_FACTOR));
            case "in_list" -> CallEstimate.of(args.get(1).sizeOrUnknown());
            case "matches", "matches_string" -> {
                Operand text = target == null ? args.getFirst() : target;
                yield CallEstimate.of(text.sizeOrUnknown()
                        .plus(Range.ONE)
                        .times(LibraryCosts.TEXT_FACTOR)
                        .times(args.getLast().sizeOrUnknown().times(LibraryCosts.REGEX_FACTOR)));
            }
            case "contains_string" -> {
                Range text = target == null ? Range.UNKNOWN : target.sizeOrUnknown();
                yield CallEstimate.of(text.times(LibraryCosts.TEXT_FACTOR)
                        .times(args.getFirst().sizeOrUnknown().times(LibraryCosts.TEXT_FACTOR)));
            }
            case "add_list" ->
                new CallEstimate(
                        Range.ONE, args.get(0).sizeOrUnknown().plus(args.get(1).sizeOrUnknown()));
            case "add_string", "add_bytes" -> {
                Range size = args.get(0).sizeOrUnknown().plus(args.get(1).sizeOrUnknown());
                yield new CallEstimate(size.times(LibraryCosts.TEXT_FACTOR), size);
            }
            case "equals",
                    "not_equals",
                    "less_string",
                    "greater_string",
                    "less_equals_string",
                    "greater_equals_string",
                    "less_bytes",
                    "greater_bytes",
                    "less_equals_bytes",
                    "greater_equals_bytes" -> {
                long most = Range.least(
                        args.get(0).sizeOrUnknown().max(),
                        args.get(1).sizeOrUnknown().max());
                yield CallEstimate.of(new Range(most == 0 ? 0 : 1, most).times(LibraryCosts.TEXT_FACTOR));
            }
            default -> CallEstimate.of(Range.ONE);
        };
    }
}
