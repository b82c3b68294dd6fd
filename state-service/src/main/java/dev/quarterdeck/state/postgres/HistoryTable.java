package dev.quarterdeck.state.postgres;

/** The two tables of history: same columns, different partitions. {@link #table} is the name in SQL. */
public enum HistoryTable {
    LONG("history"),
    BRIEF("brief_history");

    private final String table;

    HistoryTable(String table) {
        this.table = table;
    }

    public String table() {
        return table;
    }
}
