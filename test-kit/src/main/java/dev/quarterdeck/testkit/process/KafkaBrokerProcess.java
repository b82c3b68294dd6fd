package dev.quarterdeck.testkit.process;

import dev.quarterdeck.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** A broker that can be killed: arguments are its directory and port. */
public final class KafkaBrokerProcess {
    public static final String PASSWORD = "secret";

    private KafkaBrokerProcess() {}

    public static void main(String[] arguments) {
        EmbeddedKafka.start(
                new EmbeddedKafka.Settings(Path.of(arguments[0]), Integer.parseInt(arguments[1]), PASSWORD));
        System.out.println("ready");
    }
}
