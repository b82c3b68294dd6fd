package dev.quarterdeck.conformance.differential;

/** A server that can be asked. */
public interface Target extends AutoCloseable {

    Answer ask(ApiRequest request);

    /** Stores a seed for good. Does nothing where it is there already. */
    void store(Seed seed);

    @Override
    void close();
}
