package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ApproveSigningRequestTest {
    private static final String API = "certificates.k8s.io/v1";
    private static final String KIND = "CertificateSigningRequest";
    private static final String APPROVAL =
            "{'status':{'conditions':[{'type':'Approved','status':'True','reason':'AutoApproved'}]}}";

    /** A request of jane's, P-256. */
    private static final String REQUEST =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlISk1IRUNBUUF3RHpFTk1Bc0dBMVVFQXd3RWFtRnVaVEJaTUJNR0J5cUdTTT"
                    + "Q5QWdFR0NDcUdTTTQ5QXdFSApBMElBQktKUllFWlhFTk0zWmtnT3FmVTV0VkZkSmQveFhEbGVJRmRCOUlxVjhrUjEvV2ZhTEZRSVo4UkF0WTRu"
                    + "CnVDMWYzUHg2WGs3UlNrMzNBMEtneS9tR0NyV2dBREFLQmdncWhrak9QUVFEQWdOSUFEQkZBaUVBejRMV3hHU1MKZ1dJT3JVYlB5YWFlTXVQaW"
                    + "ZZa052Y1cwUWxKQk1YWFBFc0FDSUdEL0I3a0I4emsxRDB2Y2tZTEJwY2NNYm0zaAo3Z1FuN21ZZDNPQWplSnZCCi0tLS0tRU5EIENFUlRJRklD"
                    + "QVRFIFJFUVVFU1QtLS0tLQo=";

    private final WriteFixture cluster = new WriteFixture();

    private void ask() {
        cluster.create(
                API,
                KIND,
                "",
                "{'metadata':{'name':'jane'},'spec':{'signerName':'example.com/x','usages':['client auth'],'request':'"
                        + REQUEST + "'}}");
    }

    @Test
    void isDoneThroughItsOwnSubresource() {
        ask();
        ObjectNode approved = WriteFixture.tree(cluster.patch(API, KIND, "", "jane", "approval", "merge", APPROVAL));
        assertThat(approved.at("/status/conditions/0/type").stringValue()).isEqualTo("Approved");
    }

    @Test
    void isNotDoneThroughStatus() {
        ask();
        assertThatThrownBy(() -> cluster.patch(API, KIND, "", "jane", "status", "merge", APPROVAL))
                .hasMessageContaining("updates may not add a condition of type \"Approved\"");
    }

    @Test
    void isNotTakenBack() {
        ask();
        cluster.patch(API, KIND, "", "jane", "approval", "merge", APPROVAL);
        assertThatThrownBy(() ->
                        cluster.patch(API, KIND, "", "jane", "approval", "merge", "{'status':{'conditions':null}}"))
                .hasMessageContaining("updates may not remove a condition of type \"Approved\"");
    }
}
