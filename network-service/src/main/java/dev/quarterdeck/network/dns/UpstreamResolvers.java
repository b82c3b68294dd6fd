package dev.quarterdeck.network.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** The host's own resolvers, asked in their order; at most a fixed number of questions is open at a time, further ones fail at once. */
public final class UpstreamResolvers implements Function<Message, CompletableFuture<Message>> {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_OPEN = 1000;

    private final List<InetSocketAddress> servers;
    private final Semaphore open = new Semaphore(MOST_OPEN);

    public UpstreamResolvers(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    /** Those of a resolv.conf, without our own address, which would ask itself. */
    public static UpstreamResolvers of(Path resolvConf, String clusterDns) throws IOException {
        List<InetSocketAddress> servers = new ArrayList<>();
        if (Files.exists(resolvConf)) {
            for (String line : Files.readAllLines(resolvConf)) {
                String[] words = line.strip().split("\\s+");
                if (words.length == 2 && words[0].equals("nameserver") && !words[1].equals(clusterDns)) {
                    servers.add(new InetSocketAddress(words[1], 53));
                }
            }
        }
        return new UpstreamResolvers(servers);
    }

    @Override
    public CompletableFuture<Message> apply(Message query) {
        if (servers.isEmpty()) {
            return CompletableFuture.failedFuture(new IOException("no upstream resolver"));
        }
        if (!open.tryAcquire()) {
            return CompletableFuture.failedFuture(new IOException("too many open questions"));
        }
        return ask(query, 0).whenComplete((answer, failure) -> open.release());
    }

    private CompletableFuture<Message> ask(Message query, int index) {
        SimpleResolver resolver = new SimpleResolver(servers.get(index));
        resolver.setTimeout(TIMEOUT);
        CompletableFuture<Message> answer = resolver.sendAsync(query).toCompletableFuture();
        return index + 1 == servers.size() ? answer : answer.exceptionallyCompose(failure -> ask(query, index + 1));
    }
}
