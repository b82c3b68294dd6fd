package dev.quarterdeck.kube.openapi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * A finished document. It is kept packed, since the largest are megabytes long; most clients take it as it is.
 *
 * @param gzip the JSON text, packed; not to be changed
 * @param etag changes when the document does; the same on all servers of one release, without quotes
 */
public record OpenApiDocument(byte[] gzip, String etag) {

    /** The JSON text, unpacked anew each time. */
    public byte[] json() {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
