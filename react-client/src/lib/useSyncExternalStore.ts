/** React has this built in. The router's package brings a copy for older versions, which the build replaces by this file. */
export { useSyncExternalStore } from 'react';
