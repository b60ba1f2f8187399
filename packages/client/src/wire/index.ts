/**
 * What clients and servers say to each other over the native protocol.
 *
 * @packageDocumentation
 */
export {
  commandBytes,
  COMMAND_HEADER_BYTES,
  encodeCommand,
  NO_SESSION,
  OPERATION_NUMBERS,
  peekOperation,
  stampSession,
  stampTime,
  writeCommand,
  type Command,
  type Operation,
  type Request,
  type SessionMark,
} from './command.ts';
export { CommandReader, decodeCommand } from './command-reader.ts';
export { ERROR_CODES, isRetryable, WireError, type ErrorCode } from './errors.ts';
export {
  decodeItems,
  decodeWelcome,
  encodeItems,
  encodeReplies,
  encodeWelcome,
  forEachItem,
  FRAME_REPLIES,
  FRAME_REQUESTS,
  FRAME_WELCOME,
  NATIVE_PATH,
  NATIVE_PROTOCOL,
  replyBytes,
  type Item,
  type OutgoingReply,
  type Welcome,
} from './frame.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export {
  decodeReply,
  encodeAnswer,
  encodeRefusal,
  isRefusalRetryable,
  type Answer,
  type KeyState,
  type Refusal,
  type Reply,
} from './reply.ts';
