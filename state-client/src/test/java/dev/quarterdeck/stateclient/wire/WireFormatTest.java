package dev.quarterdeck.stateclient.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.Creation;
import dev.quarterdeck.stateclient.ObjectRevision;
import dev.quarterdeck.stateclient.StateClient.Revisions;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.cache.SnapshotSource.Progress;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireFormatTest {
    private static final ResourceType PODS = BuiltInResources.catalog()
            .find(new GroupVersionResource("", "v1", "pods"))
            .orElseThrow();
    private static final Caller CALLER =
            new Caller("ada", "7", List.of("a", "b"), Map.of("k", List.of("v", "w")), "kubectl/1.36", "r-1");
    private static final WriteRequest.Options OPTIONS =
            new WriteRequest.Options(true, "me", "Strict", Creation.refused("no"));
    private static final byte[] BODY = "{\"ü\":1}".getBytes(StandardCharsets.UTF_8);

    private static WireReader reader(byte[] bytes) {
        return new WireReader(new ByteArrayInputStream(bytes));
    }

    private static WriteRequest roundTrip(WriteRequest request) throws IOException {
        return WriteFormat.readWrite(reader(WriteFormat.write(request)), BuiltInResources.catalog());
    }

    @Test
    void writesSurviveTheWire() throws IOException {
        List<WriteRequest> requests = List.of(
                new WriteRequest.Create(PODS, "ns", "n", "binding", BODY, "application/json", CALLER, OPTIONS),
                new WriteRequest.Update(PODS, "ns", "n", "status", BODY, "application/yaml", CALLER, OPTIONS),
                new WriteRequest.Patch(PODS, "ns", "n", "", BODY, "application/json-patch+json", true, CALLER, OPTIONS),
                new WriteRequest.Delete(PODS, "ns", "n", null, "", CALLER, OPTIONS),
                new WriteRequest.Delete(PODS, "ns", "n", BODY, "application/json", CALLER, OPTIONS),
                new WriteRequest.DeleteCollection(PODS, "ns", "a=b", "c=d", BODY, "application/json", CALLER, OPTIONS));
        for (WriteRequest request : requests) {
            assertThat(roundTrip(request)).usingRecursiveComparison().isEqualTo(request);
        }
    }

    @Test
    void answersSurviveTheWire() throws IOException {
        WriteResult result = new WriteResult(201, BODY, 77, List.of("deprecated"));
        assertThat(WriteFormat.readResult(reader(WriteFormat.result(result))))
                .usingRecursiveComparison()
                .isEqualTo(result);
        assertThat(WireFormat.readProgress(reader(WireFormat.progress(new Progress(3, Long.MAX_VALUE)))))
                .isEqualTo(new Progress(3, Long.MAX_VALUE));
        StoredResource stored = new StoredResource("", "pods");
        StoredResource custom = new StoredResource("example.org", "boats");
        assertThat(WireFormat.readAskedAll(reader(WireFormat.askAll(List.of(stored, custom)))))
                .containsExactly(stored, custom);
        Map<StoredResource, Progress> all = Map.of(stored, new Progress(3, 9), custom, new Progress(0, 9));
        assertThat(WireFormat.readProgressOfAll(reader(WireFormat.progressOfAll(all))))
                .isEqualTo(all);
        List<Change> changes = List.of(
                new Change(stored, new ObjectKey("a", "b"), 5, ChangeType.DELETED, BODY),
                new Change(stored, new ObjectKey("", "n"), 6, ChangeType.ADDED, BODY));
        var page = WireFormat.readPage(reader(WireFormat.changes(changes, true)), stored);
        assertThat(page.more()).isTrue();
        assertThat(page.objects()).usingRecursiveComparison().isEqualTo(changes);
    }

    @Test
    void revisionsOfAnObjectSurviveTheWire() throws IOException {
        StoredResource stored = new StoredResource("apps", "deployments");
        Instant time = Instant.parse("2026-11-20T10:00:00.123456Z");
        Change change = new Change(stored, new ObjectKey("a", "b"), 5, ChangeType.MODIFIED, BODY);
        Revisions revisions = new Revisions(
                List.of(
                        new ObjectRevision(change, time, "ada", "kubectl/1", "kubectl", "patch", "scale"),
                        new ObjectRevision(change, null, "", "", "", "", "")),
                true);
        assertThat(WireFormat.readRevisions(reader(WireFormat.revisions(revisions)), stored))
                .usingRecursiveComparison()
                .isEqualTo(revisions);
        assertThat(WireFormat.ofMicros(WireFormat.micros(time))).isEqualTo(time);
        Instant early = Instant.parse("1969-12-31T23:59:59.5Z");
        assertThat(WireFormat.ofMicros(WireFormat.micros(early))).isEqualTo(early);
    }

    @Test
    void questionsSurviveTheWire() throws IOException {
        StoredResource stored = new StoredResource("apps", "deployments");
        var asked = WireFormat.readQuestion(reader(WireFormat.ask(stored, "ns", new ObjectKey("x", "y"), 1, 2, 3)));
        assertThat(asked).isEqualTo(new WireFormat.Asked(stored, "ns", new ObjectKey("x", "y"), 1, 2, 3));
        assertThat(WireFormat.readQuestion(reader(WireFormat.ask(stored, "", null, 1, 2, 3)))
                        .key())
                .isNull();
    }

    @Test
    void brokenBytesAreAnErrorAndAllocateNothingMuch() {
        byte[] good = WriteFormat.write(
                new WriteRequest.Create(PODS, "ns", "n", "", BODY, "application/json", CALLER, OPTIONS));
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            byte[] cut = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
            try {
                WriteFormat.readWrite(reader(cut), BuiltInResources.catalog());
            } catch (IOException | dev.quarterdeck.kube.status.ApiException expected) {
                // either is an answer
            }
        }
        assertThatThrownBy(() -> reader(new byte[] {0x7f, 0, 0, 0}).bytes()).isInstanceOf(IOException.class);
    }
}
