package dev.quarterdeck.gateway.output;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The writability of a channel. */
record ChannelPace(Channel channel) implements ConnectionPace {

    @Override
    public boolean hasRoom() {
        return channel.isWritable();
    }

    @Override
    public Listening onRoom(Runnable room) {
        RoomHandler handler = new RoomHandler(room);
        channel.pipeline().addFirst(handler);
        return () -> {
            if (handler.added) {
                channel.pipeline().remove(handler);
            }
        };
    }

    private static final class RoomHandler extends ChannelInboundHandlerAdapter {
        private final Runnable room;
        private boolean added;

        RoomHandler(Runnable room) {
            this.room = room;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            added = true;
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            added = false;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.fireChannelWritabilityChanged();
            if (context.channel().isWritable()) {
                // not from within the write that made the room
                context.executor().execute(room);
            }
        }
    }
}
