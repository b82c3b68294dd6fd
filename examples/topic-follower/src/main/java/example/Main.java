package example;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Prints how many objects there are, with each change. Arguments: a file of Kafka client properties, a topic, and the URL of the LIST. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("usage: topic-follower KAFKA.properties TOPIC LIST-URL");
            System.exit(2);
        }
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(file);
        }
        properties.put("auto.offset.reset", "none");
        properties.put("enable.auto.commit", "false");
        HttpClient http = HttpClient.newHttpClient();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicFollower follower = new TopicFollower(
                    consumer, arguments[1], () -> Listing.get(http, URI.create(arguments[2])));
            follower.start();
            say(follower);
            while (true) {
                follower.poll(Duration.ofSeconds(1), () -> say(follower));
            }
        }
    }

    private static void say(TopicFollower follower) {
        System.out.println("resourceVersion " + follower.revision() + ": " + follower.objects().size() + " objects");
    }
}
