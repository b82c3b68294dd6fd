package dev.quarterdeck.state.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells a server that is not there from a statement that is wrong, by SQLSTATE. */
public final class SqlFailures {
    /** Shut down, crashed, starting, too many connections, and the time limits that guard against stopped replicas. */
    private static final Set<String> UNAVAILABLE = Set.of(
            "57P01", "57P02", "57P03", "57P05", "53300", "53200", "53100", "55P03", "25P03", "25P04", "57014", "25006");

    private SqlFailures() {}

    /** The connection can't be used any more. */
    public static boolean isConnectionGone(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("25P03"));
    }

    /** Trying again later can help, with no change to the statement. */
    public static boolean isUnavailable(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || isConnectionGone(e)
                || (state != null && UNAVAILABLE.contains(state));
    }
}
