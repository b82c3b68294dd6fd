package dev.quarterdeck.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestInfoParserTest {
    private final RequestInfoParser parser = new RequestInfoParser(BuiltInResources::catalog);

    private RequestInfo parse(String method, String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? null : target.substring(question + 1);
        return parser.parse(method, path, Query.parse(query));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # method, path                                              | verb group version resource subresource namespace name subpath
            GET|/api/v1/namespaces                                        |list|''|v1|namespaces|''|''|''|''
            GET|/api/v1/namespaces/x                                      |get|''|v1|namespaces|''|x|x|''
            PUT|/api/v1/namespaces/x/status                               |update|''|v1|namespaces|status|x|x|''
            PUT|/api/v1/namespaces/x/finalize                             |update|''|v1|namespaces|finalize|x|x|''
            GET|/api/v1/namespaces/x/pods                                 |list|''|v1|pods|''|x|''|''
            GET|/api/v1/namespaces/x/pods/                                |list|''|v1|pods|''|x|''|''
            HEAD|/api/v1/namespaces/x/pods/y                              |get|''|v1|pods|''|x|y|''
            GET|/api/v1/namespaces/x/pods/y/log                           |get|''|v1|pods|log|x|y|''
            POST|/api/v1/namespaces/x/pods/y/exec                         |create|''|v1|pods|exec|x|y|''
            GET|/api/v1/namespaces/x/services/s:80/proxy/a/b              |get|''|v1|services|proxy|x|s:80|a/b
            GET|/api/v1/pods                                              |list|''|v1|pods|''|''|''|''
            GET|/api/v1/pods?watch=true                                   |watch|''|v1|pods|''|''|''|''
            GET|/api/v1/pods?watch                                        |watch|''|v1|pods|''|''|''|''
            GET|/api/v1/pods?watch=0                                      |list|''|v1|pods|''|''|''|''
            GET|/api/v1/pods?watch=false                                  |list|''|v1|pods|''|''|''|''
            GET|/api/v1/namespaces/x/pods/y?watch=true                    |get|''|v1|pods|''|x|y|''
            GET|/api/v1/watch/pods                                        |watch|''|v1|pods|''|''|''|''
            GET|/api/v1/watch/namespaces/x/pods/y                         |watch|''|v1|pods|''|x|y|''
            GET|/api/v1/namespaces/x/pods?fieldSelector=metadata.name%3Dy |list|''|v1|pods|''|x|y|''
            GET|/api/v1/namespaces/x/pods?fieldSelector=metadata.name!=y  |list|''|v1|pods|''|x|''|''
            GET|/api/v1/namespaces/x/pods?fieldSelector=metadata.name=a/b |list|''|v1|pods|''|x|''|''
            DELETE|/api/v1/namespaces/x/pods                              |deletecollection|''|v1|pods|''|x|''|''
            DELETE|/api/v1/namespaces/x/pods/y                            |delete|''|v1|pods|''|x|y|''
            PATCH|/apis/apps/v1/namespaces/x/deployments/y/scale          |patch|apps|v1|deployments|scale|x|y|''
            GET|/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node |get|rbac.authorization.k8s.io|v1|clusterroles|''|''|system:node|''
            OPTIONS|/api/v1/pods                                          |''|''|v1|pods|''|''|''|''
            """)
    void readsWhatAPathNames(
            String method,
            String target,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String subpath) {
        RequestInfo info = parse(method, target);
        assertThat(info.verb()).isEqualTo(verb);
        assertThat(info.group()).isEqualTo(group);
        assertThat(info.version()).isEqualTo(version);
        assertThat(info.resource()).isEqualTo(resource);
        assertThat(info.subresource()).isEqualTo(subresource);
        assertThat(info.namespace()).isEqualTo(namespace);
        assertThat(info.name()).isEqualTo(name);
        assertThat(info.subpath()).isEqualTo(subpath);
        assertThat(info.type()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/,get",
        "GET,/healthz,get",
        "POST,/api,post",
        "GET,/api/v1,get",
        "GET,/apis/apps,get",
        "GET,/apis/apps/v1,get",
        "GET,/api/v1/watch,get",
        "GET,/openapi/v3/apis/apps/v1,get"
    })
    void namesNoResource(String method, String path, String verb) {
        RequestInfo info = parse(method, path);
        assertThat(info.resource()).isEmpty();
        assertThat(info.verb()).isEqualTo(verb);
        assertThat(info.path()).isEqualTo(path);
    }

    @Test
    void decodesThePathBeforeItIsSplit() {
        RequestInfo info = parse("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/a%3Ab%2Bc+d");
        assertThat(info.name()).isEqualTo("a:b+c+d");
    }

    @Test
    void knowsNoTypeForWhatIsNotServed() {
        RequestInfo info = parse("GET", "/apis/example.org/v1/widgets");
        assertThat(info.resource()).isEqualTo("widgets");
        assertThat(info.type()).isNull();
    }
}
