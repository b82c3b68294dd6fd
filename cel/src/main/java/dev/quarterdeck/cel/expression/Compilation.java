package dev.quarterdeck.cel.expression;

/** What became of an expression's text. */
public sealed interface Compilation {

    record Compiled(Program program) implements Compilation {}

    /** @param detail in the words that clients see: {@code compilation failed: ERROR: <input>:1:5: ...} */
    record Refused(String detail) implements Compilation {}

    /** It is an expression, but of another type than was asked for. */
    record WrongType(String actual) implements Compilation {}
}
