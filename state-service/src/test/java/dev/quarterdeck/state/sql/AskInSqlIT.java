package dev.quarterdeck.state.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome.Committed;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks every question of the SQL page as the reader role, on a small cluster. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskInSqlIT {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource DEPLOYMENTS = new StoredResource("apps", "deployments");

    private static final String DENIED = "42501";
    private static final String NOT_CHANGEABLE = "55000";

    private final PostgresFixture fixture = new PostgresFixture();
    private final PostgresObjectStore store = fixture.store();
    private final Map<String, String> questions = questions();
    private Connection reader;

    @BeforeAll
    void fill() throws SQLException {
        KindViews.ensure(fixture.connections, BuiltInResources.catalog().stored());
        fixture.sql("CREATE ROLE ada LOGIN PASSWORD 'x' IN ROLE quarterdeck_reader");
        reader = DriverManager.getConnection(fixture.settings.url(), "ada", "x");
        add(
                new StoredResource("", "nodes"),
                "n1",
                "{'status':{'allocatable':{'cpu':'3800m','memory':'8Gi','pods':'110'}}}");
        add(
                PODS,
                "shop/web-1",
                pod(
                        "n1",
                        "Running",
                        "nginx:1",
                        "True",
                        "'limits':{'memory':'1Gi'},'requests':{'cpu':'250m','memory':'64Mi'}"));
        add(PODS, "shop/web-2", pod("n1", "Running", "nginx:1", "False", "'requests':{'cpu':'1','memory':'1Gi'}"));
        add(PODS, "shop/gone", pod("n1", "Succeeded", "nginx:2", "False", ""));
        add(new StoredResource("", "configmaps"), "shop/used", "{'data':{'a':'1'}}");
        add(new StoredResource("", "configmaps"), "shop/unused", "{'data':{'a':'1'}}");
        add(new StoredResource("", "services"), "shop/web", "{'spec':{'type':'ClusterIP'}}");
        add(new StoredResource("", "services"), "shop/nobody", "{'spec':{'type':'ClusterIP'}}");
        add(
                new StoredResource("discovery.k8s.io", "endpointslices"),
                "shop/web-x",
                "{'metadata':{'labels':{'kubernetes.io/service-name':'web'}},'endpoints':[{'addresses':['10.0.0.1'],'conditions':{'ready':true}}]}");
        add(
                new StoredResource("", "events"),
                "shop/e1",
                "{'type':'Warning','reason':'BackOff','count':7,'message':'no','involvedObject':{'kind':'Pod','name':'web-2'}}");
        long first = add(DEPLOYMENTS, "shop/web", deployment(1, "nginx:1"));
        change(new Mutation.Replace(
                DEPLOYMENTS,
                ObjectKey.ofPath("shop/web"),
                "u",
                first,
                object("shop/web", deployment(3, "nginx:2")),
                Set.of()));
        long doomed = add(DEPLOYMENTS, "shop/old", deployment(1, "nginx:0"));
        change(new Mutation.Remove(
                DEPLOYMENTS, ObjectKey.ofPath("shop/old"), "u", doomed, object("shop/old", deployment(1, "nginx:0"))));
        add(new StoredResource("", "secrets"), "shop/password", "{'data':{'p':'c2VjcmV0'}}");
    }

    @AfterAll
    void close() throws SQLException {
        reader.close();
        fixture.sql("DROP OWNED BY quarterdeck_reader");
        fixture.sql("DROP ROLE ada");
        fixture.close();
    }

    @Test
    void thePageHasItsQuestions() {
        assertThat(questions).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void podsThatAreNotReady() throws SQLException {
        assertThat(ask("Which pods are not ready"))
                .extracting(r -> r.get("name"))
                .containsExactly("web-2");
    }

    @Test
    void imagesThatRun() throws SQLException {
        assertThat(ask("Which images run")).containsExactly(Map.of("image", "nginx:1", "pods", "2"));
    }

    @Test
    void howFullNodesAre() throws SQLException {
        assertThat(ask("How full is each node")).singleElement().satisfies(node -> assertThat(node)
                .containsEntry("node", "n1")
                .containsEntry("allocatable_cpu", "3.800")
                .containsEntry("pods", "2")
                .containsEntry("requested_cpu", "1.250")
                .containsEntry("requested_memory", Long.toString((1L << 30) + (64L << 20))));
    }

    @Test
    void containersWithoutMemoryLimit() throws SQLException {
        assertThat(ask("Which containers have no memory limit"))
                .extracting(r -> r.get("name"))
                .containsExactly("gone", "web-2");
    }

    @Test
    void whoChangedIt() throws SQLException {
        assertThat(ask("Who changed this"))
                .extracting(r -> r.get("replicas"), r -> r.get("image"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("3", "nginx:2"),
                        org.assertj.core.groups.Tuple.tuple("1", "nginx:1"));
    }

    @Test
    void whatWasDeleted() throws SQLException {
        assertThat(ask("What was deleted")).extracting(r -> r.get("name")).containsExactly("old");
    }

    @Test
    void whatItLookedLike() throws SQLException {
        assertThat(ask("What did it look like")).containsExactly(Map.of("name", "web", "replicas", "3"));
        long before =
                number("SELECT min(revision) FROM kube.changes WHERE resource = 'deployments.apps' AND name = 'web'");
        fixture.sql("UPDATE history SET created_at = now() - interval '1 hour' WHERE revision <= " + before);
        assertThat(
                        rows(
                                "SELECT name, object #>> '{spec,replicas}' AS replicas FROM kube.as_of('deployments.apps', now() - interval '30 minutes')"))
                .containsExactly(Map.of("name", "web", "replicas", "1"));
    }

    @Test
    void servicesWithoutEndpoints() throws SQLException {
        assertThat(ask("Which services have nobody"))
                .extracting(r -> r.get("name"))
                .containsExactly("nobody");
    }

    @Test
    void configMapsThatNobodyUses() throws SQLException {
        assertThat(ask("Which ConfigMaps")).extracting(r -> r.get("name")).containsExactly("unused");
    }

    @Test
    void whoWritesTheMost() throws SQLException {
        assertThat(ask("Who writes the most"))
                .extracting(r -> r.get("resource"))
                .contains("deployments.apps")
                .doesNotContain("secrets");
    }

    @Test
    void whatIsStuck() throws SQLException {
        assertThat(ask("What is stuck")).isEmpty();
        add(PODS, "stuck/p", "{'metadata':{'deletionTimestamp':'2020-01-01T00:00:00Z','finalizers':['x/y']}}");
        assertThat(ask("What is stuck")).extracting(r -> r.get("finalizers")).containsExactly("[\"x/y\"]");
        fixture.sql("DELETE FROM objects WHERE namespace = 'stuck'");
    }

    @Test
    void warningsThatCameOften() throws SQLException {
        assertThat(ask("Which warnings"))
                .extracting(r -> r.get("about"), r -> r.get("times"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("Pod/web-2", "7"));
    }

    @Test
    void quantitiesAreNumbers() throws SQLException {
        assertThat(
                        rows(
                                "SELECT kube.quantity('500m') * 2 = 1 AS a, kube.quantity('1.5Gi') = 1610612736 AS b, kube.quantity('2e3') = 2000 AS c,"
                                        + " kube.quantity('1E') = 1e18 AS d, kube.quantity('-3k') = -3000 AS e, kube.quantity('often') IS NULL AS f"))
                .singleElement()
                .satisfies(r -> assertThat(r.values()).containsOnly("t"));
    }

    @Test
    void everyViewCanBeRead() throws SQLException {
        List<Map<String, String>> views = rows("SELECT viewname FROM pg_views WHERE schemaname = 'kube'");
        assertThat(views).hasSizeGreaterThan(50);
        for (Map<String, String> view : views) {
            rows("SELECT * FROM kube.\"" + view.get("viewname") + "\"");
        }
    }

    @Test
    void theRoleSeesNoSecretsAndNoTables() {
        for (String forbidden : List.of(
                "SELECT * FROM objects",
                "SELECT * FROM history",
                "SELECT * FROM objects_json",
                "DELETE FROM kube.pods",
                "SELECT * FROM kube.as_of('secrets', now())",
                "CREATE TABLE kube.mine (a int)")) {
            assertThatThrownBy(() -> rows(forbidden))
                    .as(forbidden)
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isIn(DENIED, NOT_CHANGEABLE));
        }
        assertThatThrownBy(() -> rows("SELECT * FROM kube.secrets")).hasMessageContaining("does not exist");
    }

    @Test
    void secretsAreNotAmongTheChanges() throws SQLException {
        assertThat(
                        number(
                                "SELECT count(*) FROM kube.changes WHERE resource = 'secrets' OR object::text LIKE '%c2VjcmV0%'"))
                .isZero();
    }

    @Test
    void aViewOfAnOlderDefinitionIsMadeAnew() throws SQLException {
        fixture.sql(
                "DROP VIEW kube.pods; CREATE VIEW kube.pods AS SELECT name FROM objects; COMMENT ON VIEW kube.pods IS 'definition 0'");
        KindViews.ensure(fixture.connections, BuiltInResources.catalog().stored());
        assertThat(number("SELECT count(*) FROM kube.pods WHERE node = 'n1'")).isEqualTo(3);
    }

    @Test
    void aViewThatSomebodyBuiltOnStays() throws SQLException {
        fixture.sql(
                "DROP VIEW IF EXISTS kube.\"roles.rbac.authorization.k8s.io\";"
                        + "CREATE VIEW kube.\"roles.rbac.authorization.k8s.io\" AS SELECT name FROM objects; CREATE VIEW mine AS SELECT * FROM kube.\"roles.rbac.authorization.k8s.io\"");
        KindViews.ensure(fixture.connections, BuiltInResources.catalog().stored());
        assertThat(fixture.number("SELECT count(*) FROM mine")).isPositive();
        fixture.sql("DROP VIEW mine");
        KindViews.ensure(fixture.connections, BuiltInResources.catalog().stored());
        assertThat(fixture.number("SELECT count(revision) FROM kube.\"roles.rbac.authorization.k8s.io\""))
                .isZero();
    }

    private static Map<String, String> questions() {
        Map<String, String> questions = new LinkedHashMap<>();
        Path page = Path.of("..", "docs", "sql.md");
        try {
            Matcher m = Pattern.compile("\\*\\*([^*\n]+)\\*\\*\n```sql\n(.+?)```", Pattern.DOTALL)
                    .matcher(Files.readString(page));
            while (m.find()) {
                questions.put(m.group(1), m.group(2));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return questions;
    }

    private List<Map<String, String>> ask(String start) throws SQLException {
        String question = questions.keySet().stream()
                .filter(q -> q.startsWith(start))
                .findFirst()
                .orElseThrow();
        return rows(questions.get(question));
    }

    private List<Map<String, String>> rows(String sql) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Statement statement = reader.createStatement()) {
            if (!statement.execute(sql)) {
                return rows;
            }
            ResultSet row = statement.getResultSet();
            while (row.next()) {
                Map<String, String> columns = new LinkedHashMap<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.put(row.getMetaData().getColumnLabel(i), row.getString(i));
                }
                rows.add(columns);
            }
        }
        return rows;
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(rows(sql).getFirst().values().iterator().next());
    }

    private static String pod(String node, String phase, String image, String ready, String resources) {
        return "{'spec':{'nodeName':'" + node + "','containers':[{'name':'c','image':'" + image + "','resources':{"
                + resources
                + "},'envFrom':[{'configMapRef':{'name':'used'}}]}]},'status':{'phase':'" + phase
                + "','conditions':[{'type':'Ready','status':'" + ready
                + "'}],'containerStatuses':[{'restartCount':2}]}}";
    }

    private static String deployment(int replicas, String image) {
        return "{'spec':{'replicas':" + replicas + ",'template':{'spec':{'containers':[{'image':'" + image + "'}]}}}}";
    }

    private long add(StoredResource resource, String path, String json) {
        return change(new Mutation.Insert(resource, ObjectKey.ofPath(path), "u", object(path, json), Set.of()));
    }

    private long change(Mutation mutation) {
        return ((Committed) store.commit(List.of(mutation)).join())
                .changes()
                .getFirst()
                .revision();
    }

    private static EncodedObject object(String path, String json) {
        ObjectNode object = (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
        ObjectKey key = ObjectKey.ofPath(path);
        Metadata.of(object).set("name", key.name()).set("namespace", key.namespace());
        return EncodedObject.of(object);
    }
}
