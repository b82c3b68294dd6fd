package dev.quarterdeck.stateclient.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.stateclient.wire.LaneFrames.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneFramesTest {
    private final List<String> read = new ArrayList<>();
    private final LaneFrames frames =
            new LaneFrames(f -> read.add(f.number() + " " + f.code() + " " + new String(f.body())));

    private static byte[] three() {
        ByteBuffer all = ByteBuffer.allocate(200);
        new Frame(1, 200, "one".getBytes()).writeTo(all);
        new Frame(LaneFrames.GOING_AWAY, 0, new byte[0]).writeTo(all);
        new Frame(3, 404, "three".getBytes()).writeTo(all);
        return Arrays.copyOf(all.array(), all.position());
    }

    @Test
    void framesComeOutWholeHoweverTheirBytesAreCut() throws IOException {
        byte[] bytes = three();
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second += 3) {
                read.clear();
                frames.read(ByteBuffer.wrap(bytes, 0, first));
                frames.read(ByteBuffer.wrap(bytes, first, second - first));
                frames.read(ByteBuffer.wrap(bytes, second, bytes.length - second));
                assertThat(read).containsExactly("1 200 one", "-1 0 ", "3 404 three");
            }
        }
    }

    @Test
    void lengthsThatNoFrameHasAreRefused() {
        assertThatThrownBy(() -> frames.read(ByteBuffer.allocate(4).putInt(0, 9)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() ->
                        new LaneFrames(f -> {}).read(ByteBuffer.allocate(4).putInt(0, LaneFrames.MOST + 1)))
                .isInstanceOf(IOException.class);
    }
}
