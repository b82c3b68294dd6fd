package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Every part is heard of again, sent or not. */
class StreamedBodyTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();

    private final StreamedBody.Parts broken = new StreamedBody.Parts() {
        @Override
        public void send(ByteBuf part, boolean end, ChannelFutureListener written) {
            said.add("sent");
            part.release();
            channel.newFailedFuture(new IOException("closed")).addListener(written);
        }

        @Override
        public void dropped() {
            said.add("dropped");
        }
    };

    @Test
    void partsBehindOneThatFailsAreDropped() {
        DataBuffer part = DefaultDataBufferFactory.sharedInstance.wrap(new byte[] {1});
        Mono.<Void>create(sink ->
                        Flux.just(part, part, part, part, part).subscribe(new StreamedBody(tasks::add, broken, sink)))
                .subscribe(nothing -> {}, failure -> said.add(String.valueOf(failure.getMessage())));
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            channel.runPendingTasks();
        }
        assertThat(said).containsExactly("sent", "closed", "dropped", "dropped", "dropped");
    }
}
