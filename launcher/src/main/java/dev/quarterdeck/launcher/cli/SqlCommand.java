package dev.quarterdeck.launcher.cli;

import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.launcher.data.ClusterSettings;
import dev.quarterdeck.launcher.data.DataDirectory;
import dev.quarterdeck.launcher.data.LauncherException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the running cluster's PostgreSQL one question, as a user that may read schema {@code kube} and nothing else. */
@Command(
        name = "sql",
        description = "Ask the cluster in SQL, read-only: ./quarterdeck sql \"SELECT name, node FROM kube.pods\"",
        mixinStandardHelpOptions = true)
final class SqlCommand implements Callable<Integer> {
    private static final String READER = "quarterdeck_reader";
    private static final int FETCH = 500;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table (default), csv or json: one object per line")
    private RowsFormat output = RowsFormat.TABLE;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "end a query that takes longer (default: ${DEFAULT-VALUE})")
    private int timeout = 60;

    @Parameters(index = "0", paramLabel = "QUERY", description = "what to ask; docs/sql.md has examples")
    private String query = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        DataDirectory directory = data.directory();
        ClusterSettings settings = ClusterSettings.read(directory)
                .orElseThrow(() -> new LauncherException(
                        "no cluster in " + directory.root() + "; start one with ./quarterdeck up"));
        int port = EmbeddedPostgres.runningPort(directory.postgres())
                .orElseThrow(() -> new LauncherException(
                        "the cluster in " + directory.root() + " is not running; start it with ./quarterdeck up"));
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = connect(port, settings.postgresPassword());
                Statement statement = connection.createStatement()) {
            // In a transaction rows come as they are asked for, however many there are.
            connection.setAutoCommit(false);
            statement.setFetchSize(FETCH);
            boolean rows = statement.execute(query);
            if (rows) {
                try (ResultSet result = statement.getResultSet()) {
                    print(result, output.writer(out));
                }
            }
        } catch (SQLException e) {
            throw new LauncherException(
                    "PostgreSQL says: " + String.valueOf(e.getMessage()).replace("\n", ";"));
        } finally {
            out.flush();
        }
        return 0;
    }

    private Connection connect(int port, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", EmbeddedPostgres.USER);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "quarterdeck-sql");
        properties.setProperty(
                "options",
                "-c role=" + READER + " -c default_transaction_read_only=on -c statement_timeout=" + timeout + "s");
        return DriverManager.getConnection(EmbeddedPostgres.jdbcUrl(port), properties);
    }

    private static void print(ResultSet result, RowsFormat.Writer writer) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        int width = columns.getColumnCount();
        String[] names = new String[width];
        String[] types = new String[width];
        for (int i = 0; i < width; i++) {
            names[i] = columns.getColumnLabel(i + 1);
            types[i] = columns.getColumnTypeName(i + 1);
        }
        writer.begin(names, types);
        while (result.next()) {
            String[] row = new String[width];
            for (int i = 0; i < width; i++) {
                row[i] = result.getString(i + 1);
            }
            writer.row(row);
        }
        writer.end();
    }
}
