import express from 'express';

const app = express();
const members = new Set();

app.ws('/chat/:room', (ws, req) => {
  const member = { ws, room: req.params.room };
  members.add(member);
  const all = (text) => {
    for (const other of members) {
      if (other.room === member.room) other.ws.send(text);
    }
  };
  ws.on('message', (text) => all(`${req.query.name}: ${text}`));
  ws.on('close', () => {
    members.delete(member);
    all(`${req.query.name} has left`);
  });
  all(`${req.query.name} is here`);
});

export default app;
