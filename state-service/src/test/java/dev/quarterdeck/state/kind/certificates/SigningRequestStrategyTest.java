package dev.quarterdeck.state.kind.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.stateclient.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SigningRequestStrategyTest {
    private static final WriteScope SCOPE = new WriteScope(
            new Caller("jane", "", List.of("devs"), Map.of("k", List.of("v")), "", ""),
            Instant.parse("2026-01-02T03:04:05Z"));

    private final SigningRequestStrategy strategy = new SigningRequestStrategy(KindTraits.DEFAULT.withStatus());

    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesDownWhoAsks() {
        ObjectNode request = tree("{'spec':{'username':'root','groups':['system:masters'],'uid':'0'}}");
        strategy.prepareForCreate(request, SCOPE);
        assertThat(request.get("spec")).isEqualTo(tree("{'username':'jane','groups':['devs'],'extra':{'k':['v']}}"));
    }

    @Test
    void letsApproversSetConditionsAndNothingElse() {
        ObjectNode old = tree("{'spec':{'a':1},'status':{'certificate':'old'}}");
        ObjectNode request = tree("{'spec':{'a':2},'status':{'certificate':'forged','conditions':"
                + "[{'type':'Approved','status':'True'}]}}");
        strategy.prepareForSubresourceUpdate("approval", request, old, SCOPE);
        assertThat(request)
                .isEqualTo(tree("{'spec':{'a':1},'status':{'certificate':'old','conditions':[{'type':'Approved',"
                        + "'status':'True','lastUpdateTime':'2026-01-02T03:04:05Z',"
                        + "'lastTransitionTime':'2026-01-02T03:04:05Z'}]}}"));
    }

    @Test
    void letsSignersSetTheCertificateAndLeavesDecisionsWhereTheyStand() {
        ObjectNode old = tree("{'spec':{'a':1},'status':{'conditions':[{'type':'Approved','status':'True','reason':'R',"
                + "'lastUpdateTime':'t','lastTransitionTime':'t'}]}}");
        ObjectNode request = tree("{'spec':{'a':2},'status':{'certificate':'new','conditions':["
                + "{'type':'Approved','status':'True','reason':'forged'},"
                + "{'type':'Other','status':'True','lastUpdateTime':'u','lastTransitionTime':'u'}]}}");
        strategy.prepareForStatusUpdate(request, old, SCOPE);
        assertThat(request)
                .isEqualTo(tree("{'spec':{'a':1},'status':{'certificate':'new','conditions':["
                        + "{'type':'Approved','status':'True','reason':'R','lastUpdateTime':'t','lastTransitionTime':'t'},"
                        + "{'type':'Other','status':'True','lastUpdateTime':'u','lastTransitionTime':'u'}]}}"));
    }

    @Test
    void keepsAllOfItInAnOrdinaryUpdate() {
        ObjectNode old = tree("{'spec':{'a':1},'status':{'certificate':'old'}}");
        ObjectNode request = tree("{'spec':{'a':2},'status':{}}");
        strategy.prepareForUpdate(request, old, SCOPE);
        assertThat(request).isEqualTo(old);
    }
}
