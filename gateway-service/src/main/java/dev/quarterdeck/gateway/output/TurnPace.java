package dev.quarterdeck.gateway.output;

import dev.quarterdeck.gateway.direct.BodyTurns;

/** One long answer after the other. */
record TurnPace(BodyTurns.Turn turn) implements ConnectionPace {

    @Override
    public boolean hasRoom() {
        return turn.take();
    }

    @Override
    public void made() {
        turn.made();
    }

    @Override
    public boolean moved() {
        return turn.moved();
    }

    @Override
    public Listening onRoom(Runnable room) {
        turn.follow(room);
        return turn::leave;
    }
}
