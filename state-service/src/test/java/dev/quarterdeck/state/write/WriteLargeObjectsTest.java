package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarterdeck.kube.codec.protobuf.ProtobufForms;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stateclient.wire.LaneFrames;
import dev.quarterdeck.stateclient.wire.WireReader;
import dev.quarterdeck.stateclient.wire.WriteFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** An object of 1.5 MB, as it comes from a gateway: in the frames of a lane. */
class WriteLargeObjectsTest {
    private static final int SIZE = 1_500_000;
    private static final String VALUE = "x".repeat(SIZE);
    private final WriteFixture fixture = new WriteFixture().namespace("d");

    private static String template(String name) {
        return "{'apiVersion':'v1','kind':'PodTemplate','metadata':{'name':'" + name
                + "'},'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i','args':['"
                + VALUE + "']}]}}}";
    }

    /** Through the frames of a lane, cut as a network cuts them. */
    private WriteRequest overTheLane(WriteRequest request) throws IOException {
        LaneFrames.Frame sent = new LaneFrames.Frame(7, LaneFrames.WRITE, WriteFormat.write(request));
        ByteBuffer bytes = ByteBuffer.allocate(sent.length());
        sent.writeTo(bytes);
        List<LaneFrames.Frame> come = new ArrayList<>();
        LaneFrames frames = new LaneFrames(come::add);
        for (int at = 0; at < bytes.capacity(); at += 16 << 10) {
            frames.read(ByteBuffer.wrap(bytes.array(), at, Math.min(16 << 10, bytes.capacity() - at)));
        }
        return WriteFormat.readWrite(
                new WireReader(new ByteArrayInputStream(come.getFirst().body())), fixture.catalog);
    }

    private WriteResult create(byte[] body, String contentType) throws IOException {
        return fixture.write(overTheLane(new WriteRequest.Create(
                fixture.type("v1", "PodTemplate"),
                "d",
                "",
                "",
                body,
                contentType,
                fixture.caller,
                WriteRequest.Options.NONE)));
    }

    private static int size(ObjectNode object) {
        return object.at("/template/spec/containers/0/args/0").stringValue().length();
    }

    @Test
    void isCreatedPatchedAndReplaced() throws IOException {
        assertThat(size(WriteFixture.tree(create(WriteFixture.json(template("large")), WriteFixture.JSON))))
                .isEqualTo(SIZE);
        ObjectNode patched = WriteFixture.tree(fixture.write(overTheLane(new WriteRequest.Patch(
                fixture.type("v1", "PodTemplate"),
                "d",
                "large",
                "",
                WriteFixture.json("{'metadata':{'labels':{'a':'b'}}}"),
                "application/strategic-merge-patch+json",
                false,
                fixture.caller,
                WriteRequest.Options.NONE))));
        assertThat(size(patched)).isEqualTo(SIZE);
        ((ObjectNode) patched.get("metadata")).putObject("annotations").put("k", "v");
        assertThat(size(fixture.update(patched))).isEqualTo(SIZE);
        assertThat(size(fixture.get("v1", "PodTemplate", "d", "large"))).isEqualTo(SIZE);
    }

    @Test
    void isCreatedFromProtobuf() throws IOException {
        byte[] message = ProtobufForms.writer().object(Json.read(WriteFixture.json(template("large"))));
        assertThat(size(WriteFixture.tree(create(message, "application/vnd.kubernetes.protobuf"))))
                .isEqualTo(SIZE);
    }

    @Test
    void isNotMadeLargerThanTheLimit() throws IOException {
        create(WriteFixture.json(template("large")), WriteFixture.JSON);
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> fixture.patch(
                        "v1",
                        "PodTemplate",
                        "d",
                        "large",
                        "",
                        "merge",
                        "{'metadata':{'annotations':{'y':'" + "y".repeat(100_000) + "'}}}"));
        assertThat(refused.code()).isEqualTo(413);
        assertThat(size(fixture.get("v1", "PodTemplate", "d", "large"))).isEqualTo(SIZE);
    }
}
