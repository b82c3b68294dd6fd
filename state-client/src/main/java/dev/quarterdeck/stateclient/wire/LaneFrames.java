package dev.quarterdeck.stateclient.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Frames of a lane, which carries many questions and answers at once over one connection: length of what follows (4 bytes), number of the question (8 bytes),
 * code (2 bytes), body. Of a question the code says what it is, of an answer it is that of HTTP. Frames follow one another without regard to the messages that
 * they travel in. Reading keeps the part of a frame that has come. Not thread-safe.
 */
public final class LaneFrames {
    /** The last part of the lane's URL. */
    public static final String PATH = "lane";

    /** Codes of questions. */
    public static final int WRITE = 1;

    public static final int PROGRESS = 2;
    /** Is answered at once, with nothing. */
    public static final int PING = 3;
    /** Of many resources. */
    public static final int PROGRESS_OF_ALL = 4;

    /** The number of an answer to nobody: the service goes away, questions should go elsewhere. */
    public static final long GOING_AWAY = -1;

    /** No frame is longer. */
    public static final int MOST = 17 << 20;

    private static final int HEAD = 10;

    private final Consumer<Frame> frames;
    private byte[] kept = new byte[0];
    private int size;

    /** One frame. */
    public record Frame(long number, int code, byte[] body) {
        public int length() {
            return 4 + HEAD + body.length;
        }

        public void writeTo(ByteBuffer out) {
            out.putInt(HEAD + body.length).putLong(number).putShort((short) code);
            out.put(body);
        }
    }

    /** @param frames takes each frame that is whole */
    public LaneFrames(Consumer<Frame> frames) {
        this.frames = frames;
    }

    /** Takes all of {@code bytes}. */
    public void read(ByteBuffer bytes) throws IOException {
        ByteBuffer in = bytes;
        if (size > 0) {
            keep(bytes);
            in = ByteBuffer.wrap(kept, 0, size);
        }
        while (in.remaining() >= 4) {
            int length = in.getInt(in.position());
            if (length < HEAD || length > MOST) {
                throw new IOException("a frame of " + length + " bytes");
            }
            if (in.remaining() < 4 + length) {
                break;
            }
            in.getInt();
            long number = in.getLong();
            int code = in.getShort();
            byte[] body = new byte[length - HEAD];
            in.get(body);
            frames.accept(new Frame(number, code, body));
        }
        int left = in.remaining();
        if (in == bytes) {
            size = 0;
            keep(bytes);
        } else {
            System.arraycopy(kept, size - left, kept, 0, left);
            size = left;
            if (size == 0 && kept.length > (64 << 10)) {
                kept = new byte[0];
            }
        }
    }

    private void keep(ByteBuffer more) {
        int needed = size + more.remaining();
        if (kept.length < needed) {
            kept = java.util.Arrays.copyOf(kept, Math.max(needed, 2 * kept.length));
        }
        int count = more.remaining();
        more.get(kept, size, count);
        size += count;
    }
}
