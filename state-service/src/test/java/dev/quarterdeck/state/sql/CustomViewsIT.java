package dev.quarterdeck.state.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CommitOutcome.Committed;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Views of custom resources come, change and go with their definitions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CustomViewsIT {
    private static final String COLUMNS = """
            {'name':'Replicas','type':'integer','jsonPath':'.spec.replicas'},
            {'name':'Ready','type':'string','jsonPath':'.status.conditions[?(@.type=="Ready")].status'},
            {'name':'Paused','type':'boolean','jsonPath':'.spec.paused'},
            {'name':'Until','type':'date','jsonPath':'.spec.until'},
            {'name':'First port','type':'string','jsonPath':'.spec.ports[0]'},
            {'name':'Name','type':'string','jsonPath':'.spec.name'},
            {'name':'Age','type':'date','jsonPath':'.metadata.creationTimestamp'}""";

    private final PostgresFixture fixture = new PostgresFixture();
    private final PostgresObjectStore store = fixture.store();
    private final CustomViews views = new CustomViews(fixture.connections);

    @AfterAll
    void close() {
        views.close();
        fixture.close();
    }

    @Test
    void aDefinitionHasAViewWithItsPrinterColumns() throws SQLException {
        define("widgets.example.com", "widgets", "example.com", COLUMNS);
        add(
                "example.com",
                "widgets",
                "shop/a",
                "{'spec':{'replicas':3,'paused':true,'until':'2030-01-02T00:00:00Z'},"
                        + "'status':{'conditions':[{'type':'Ready','status':'False'}]}}");
        add("example.com", "widgets", "shop/b", "{'spec':{'replicas':'many','paused':'x','until':'soon'}}");
        views.ensure();

        assertThat(
                        row(
                                "SELECT name, replicas, ready, paused, until > now() AS later FROM kube.\"widgets.example.com\" WHERE name = 'a'"))
                .isEqualTo("a 3 False t t");
        assertThat(
                        row(
                                "SELECT name, replicas, ready, paused, until FROM kube.\"widgets.example.com\" WHERE name = 'b'"))
                .as("values of other types are null")
                .isEqualTo("b null null null null");
        assertThat(row("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns"
                        + " WHERE table_schema = 'kube' AND table_name = 'widgets.example.com'"))
                .isEqualTo(
                        "namespace name uid revision created_at deleted_at owner_kind owner labels replicas ready paused until object");
    }

    @Test
    void aViewChangesWithItsDefinitionAndGoesWithIt() throws SQLException {
        long first = define("gears.example.com", "gears", "example.com", "");
        views.ensure();
        assertThat(row("SELECT count(*) FROM kube.\"gears.example.com\"")).isEqualTo("0");

        EncodedObject changed = definition(
                "gears.example.com",
                "gears",
                "example.com",
                "{'name':'Teeth','type':'integer','jsonPath':'.spec.teeth'}");
        long second = revision(new Mutation.Replace(
                Definition.RESOURCE, new ObjectKey("", "gears.example.com"), "u", first, changed, Set.of()));
        views.ensure();
        assertThat(row("SELECT count(teeth) FROM kube.\"gears.example.com\"")).isEqualTo("0");

        revision(
                new Mutation.Remove(Definition.RESOURCE, new ObjectKey("", "gears.example.com"), "u", second, changed));
        new CustomViews(fixture.connections).ensure();
        assertThatThrownBy(() -> row("SELECT 1 FROM kube.\"gears.example.com\""))
                .hasMessageContaining("does not exist");
    }

    @Test
    void aNameThatIsTooLongForAViewIsCutAndStaysItsOwn() throws SQLException {
        String group = "a-group-with-a-name-of-many-characters.and-one-more.example.com";
        define("widgets." + group, "widgets", group, "");
        define("widgetsets." + group, "widgetsets", group, "");
        views.ensure();
        assertThat(
                        row(
                                "SELECT count(*) FROM pg_views WHERE schemaname = 'kube' AND viewname LIKE 'widget%.a-group-with%'"))
                .isEqualTo("2");
    }

    @Test
    void theReaderMayReadThem() throws SQLException {
        define("bolts.example.com", "bolts", "example.com", "");
        views.ensure();
        fixture.sql("CREATE ROLE grace LOGIN PASSWORD 'x' IN ROLE quarterdeck_reader");
        try (Connection reader = DriverManager.getConnection(fixture.settings.url(), "grace", "x")) {
            assertThat(reader.createStatement().execute("SELECT * FROM kube.\"bolts.example.com\""))
                    .isTrue();
        } finally {
            fixture.sql("DROP ROLE grace");
        }
    }

    private long define(String name, String plural, String group, String columns) {
        return revision(new Mutation.Insert(
                Definition.RESOURCE, new ObjectKey("", name), "u", definition(name, plural, group, columns), Set.of()));
    }

    private static EncodedObject definition(String name, String plural, String group, String columns) {
        return object("{'metadata':{'name':'" + name + "'},'spec':{'group':'" + group + "','names':{'plural':'" + plural
                + "'},'versions':[{'name':'v0','storage':false,'additionalPrinterColumns':[{'name':'Old','type':'string','jsonPath':'.x'}]},"
                + "{'name':'v1','storage':true,'additionalPrinterColumns':[" + columns + "]}]}}");
    }

    private void add(String group, String plural, String path, String json) {
        ObjectKey key = ObjectKey.ofPath(path);
        revision(new Mutation.Insert(new StoredResource(group, plural), key, "u", object(json), Set.of()));
    }

    private long revision(Mutation mutation) {
        return ((Committed) store.commit(List.of(mutation)).join())
                .changes()
                .getFirst()
                .revision();
    }

    private static EncodedObject object(String json) {
        return EncodedObject.of((ObjectNode) JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                .build()
                .readTree(json.replace("\"", "\\\"")));
    }

    private String row(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        fixture.settings.url(), fixture.settings.user(), fixture.settings.password());
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            StringBuilder all = new StringBuilder();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                all.append(i == 1 ? "" : " ").append(row.getString(i));
            }
            return all.toString();
        }
    }
}
