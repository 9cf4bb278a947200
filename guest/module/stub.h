/* SPDX-License-Identifier: GPL-2.0 */
/* How a task that a probe stopped goes on elsewhere. */
#ifdef CONFIG_ARM64
#include "stub-arm64.h"
#else
#include "stub-x86.h"
#endif
