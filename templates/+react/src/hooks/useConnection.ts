import { useEffect, useState } from "react";
import { type Connection, createConnection } from "../chat/connection";

/** A connection that lives as long as the component. */
export function useConnection(): Connection {
  const [connection] = useState(() => createConnection());
  useEffect(() => connection.start(), [connection]);
  return connection;
}
