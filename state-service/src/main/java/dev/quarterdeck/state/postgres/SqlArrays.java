package dev.quarterdeck.state.postgres;

import dev.quarterdeck.state.commit.RowKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Binds the next parameters of a statement to arrays, one column of a batch each. */
final class SqlArrays {
    private final Connection connection;
    private final PreparedStatement statement;
    private int next = 1;

    SqlArrays(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    /** Three parameters: resources, namespaces, names. */
    void keys(List<RowKey> keys) throws SQLException {
        texts(keys, k -> k.resource().id());
        texts(keys, k -> k.key().namespace());
        texts(keys, k -> k.key().name());
    }

    <T> void texts(List<T> items, Function<T, String> text) throws SQLException {
        String[] array = new String[items.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = text.apply(items.get(i));
        }
        array("text", array);
    }

    void longs(long[] array) throws SQLException {
        statement.setArray(next++, connection.unwrap(PGConnection.class).createArrayOf("int8", array));
    }

    void array(String type, @Nullable Object[] array) throws SQLException {
        statement.setArray(next++, connection.createArrayOf(type, array));
    }

    void number(long number) throws SQLException {
        statement.setLong(next++, number);
    }
}
