package dev.quarterdeck.plugin.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.plugin.Objects;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTextTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Revision BEFORE = Revision.of(
            Objects.of(
                    "{'revision':'4','type':'ADDED','time':'2026-11-20T10:00:00Z','user':'ada','object':{'kind':'X','data':{'k':'1'},'metadata':{'resourceVersion':'4'}}}"));
    private static final Revision CHANGE = Revision.of(
            Objects.of(
                    "{'revision':'7','type':'MODIFIED','time':'2026-11-20T11:49:30.25Z','user':'bob','userAgent':'kubectl/v1 (linux)','fieldManager':'kubectl-edit',"
                            + "'verb':'patch','subresource':'status','object':{'kind':'X','data':{'k':'2'},'metadata':{'resourceVersion':'7'},'status':{'s':1}}}"));

    @Test
    void saysWhoWhenAndWhatChanged() {
        assertThat(new HistoryText(NOW, true, false).lines(CHANGE, BEFORE))
                .containsExactly(
                        "revision 7  2026-11-20T11:49:30Z (10m ago)  MODIFIED by bob with kubectl-edit  (patch status)  kubectl/v1 (linux)",
                        "--- revision 4",
                        "+++ revision 7",
                        "@@ -1,4 +1,6 @@",
                        " data:",
                        "-  k: \"1\"",
                        "+  k: \"2\"",
                        " kind: X",
                        " metadata: {}",
                        "+status:",
                        "+  s: 1");
    }

    @Test
    void leavesTheStatusOutWhereAsked() {
        HistoryText text = new HistoryText(NOW, false, true);
        assertThat(text.lines(CHANGE, BEFORE)).noneMatch(line -> line.contains("status:"));
        Revision statusOnly = Revision.of(
                Objects.of(
                        "{'revision':'8','type':'MODIFIED','time':'2026-11-20T11:51:00Z','object':{'kind':'X','data':{'k':'2'},'metadata':{'resourceVersion':'8'},'status':{'s':2}}}"));
        assertThat(text.isEmpty(statusOnly, CHANGE)).isTrue();
        assertThat(new HistoryText(NOW, false, false).isEmpty(statusOnly, CHANGE))
                .isFalse();
        assertThat(text.isEmpty(CHANGE, BEFORE)).isFalse();
    }

    @Test
    void aBeginningAndAnEndShowTheWholeObject() {
        HistoryText text = new HistoryText(NOW, false, false);
        assertThat(text.lines(BEFORE, null)).contains("--- /dev/null", "+++ revision 4", "+  k: \"1\"");
        Revision gone = Revision.of(
                Objects.of(
                        "{'revision':'9','type':'DELETED','time':'2026-11-20T11:51:00Z','object':{'kind':'X','data':{'k':'2'},'metadata':{}}}"));
        assertThat(text.lines(gone, CHANGE)).contains("--- revision 7", "+++ /dev/null", "-  k: \"2\"");
        Revision base = Revision.of(Objects.of("{'revision':'2','type':'BASE','object':{'kind':'X','metadata':{}}}"));
        assertThat(text.lines(base, null).getFirst()).isEqualTo("revision 2  as it was when history began");
    }
}
