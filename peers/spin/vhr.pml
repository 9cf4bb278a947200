/* SPDX-License-Identifier: MIT */
/*
 * vhr (../README.md) in Promela: one process a thread, one d_step a step.
 * Sizes are given with -D: V H S P C R OPT.
 *
 *   spin -DV=3 -DH=1 -DS=2 -DP=2 -DC=2 -DR=2 -DOPT=1 -a peers/spin/vhr.pml
 *   gcc -O3 -march=native -DSAFETY -DNOREDUCE -o pan pan.c
 *   ./pan -m1000000 -w24
 *
 * A process that is done waits in a valid end: if it died, the state would
 * differ. SPIN counts the initial state as a transition.
 */
#define LOCKED  (OPT == 1)
#define READING (OPT == 2)
#define KEEP    (OPT == 3)
#define APART   (OPT == 4)

/* In a list of initial values the last one goes for the rest, so slots are
 * stored last one first: the one that is installed at the start leads. */
#define entry(slot) pmd[S - 1 - (slot)]
byte pmd[S] = { 1, 0 };        /* 0 none, else the page's number and 1 */
bit used[P] = { 1, 0 };
bit cell[P * C];
bit page_table_lock;
bit writer;
byte readers;
hidden byte i; /* a step's own: no part of the state */

#define set_cell(value) \
  assert(used[p - 1] && entry(s) == p); cell[(p - 1) * C + c] = value
#define empty(i) (cell[(p - 1) * C + (i)] == 0)

#if READING
#define TAKE if :: d_step { !writer -> readers++ } fi
#define DROP readers--
#else
#define TAKE if :: d_step { !page_table_lock -> page_table_lock = 1 } fi
#define DROP page_table_lock = 0
#endif
#define LOCK if :: d_step { !page_table_lock -> page_table_lock = 1 } fi

/* One alternative for each (slot, cell) and each page: SPIN has no choice
 * from a range in one step. */
#if S * C > 9 || P > 4
#error "vhr.pml: write out more alternatives"
#endif
#define CHOOSE(i) \
  :: d_step { (i) < (S - APART) * C && (i) % V == _pid -> \
       s = (i) / C; c = (i) % C }
#define ALLOC(i) :: d_step { !used[i] -> used[i] = 1; p = (i) + 1 }

/* The round ends after `effect`: slot, cell and page are dead. */
#define FINISH(guard, effect) \
  :: d_step { (guard) && r == 1 -> effect; r = 0; s = 0; c = 0; p = 0 }; \
     goto end_vmalloc \
  :: d_step { (guard) && r > 1 -> effect; r--; s = 0; c = 0; p = 0 }; \
     goto idle

active [V] proctype vmalloc()
{
  byte r = R, s, c, p;
idle:
  if
  CHOOSE(0) CHOOSE(1) CHOOSE(2) CHOOSE(3) CHOOSE(4)
  CHOOSE(5) CHOOSE(6) CHOOSE(7) CHOOSE(8)
  fi;
#if READING
  TAKE;
#endif
read:
  if
  :: entry(s) != 0 -> goto again
  :: entry(s) == 0
  fi;
  LOCK;
  if
  :: entry(s) != 0 -> goto unlock
  :: entry(s) == 0
  fi;
  if
  ALLOC(0)
#if P > 1
  ALLOC(1)
#endif
#if P > 2
  ALLOC(2)
#endif
#if P > 3
  ALLOC(3)
#endif
  fi;
  d_step { entry(s) = p; p = 0 };
unlock:
  page_table_lock = 0;
again:
#if LOCKED
  LOCK;
#endif
  if
  :: d_step { entry(s) != 0 -> p = entry(s) }
#if LOCKED
  :: entry(s) == 0 -> goto retry
#else
  :: entry(s) == 0 -> goto read
#endif
  fi;
  d_step { set_cell(1); p = 0 };
#if LOCKED || READING
  DROP;
  TAKE;
  if
  :: d_step { entry(s) != 0 -> p = entry(s) }
  :: entry(s) == 0 -> goto leave
  fi;
  d_step { set_cell(0); p = 0 };
leave:
  if
  FINISH(true, DROP)
  fi;
#if LOCKED
retry:
  DROP;
  goto read;
#endif
#else
  if
  :: d_step { entry(s) != 0 -> p = entry(s) }
  FINISH(entry(s) == 0, skip)
  fi;
  if
  FINISH(true, set_cell(0))
  fi;
#endif
end_vmalloc:
  false
}

inline free(page) {
  used[page - 1] = 0;
  for (i : 0 .. C - 1) {
    cell[(page - 1) * C + i] = 0
  }
}

/* To the next slot after `effect`; after the last one, to the release. */
#define NEXT(guard, effect) \
  :: d_step { (guard) && s < S - 1 -> effect; s++; c = 0; p = 0 }; \
     goto walk \
  :: d_step { (guard) && s == S - 1 -> effect; s = 0; c = 0; p = 0 }; \
     goto release

active [H] proctype hot_remove()
{
  byte r = R, s, c, p;
acquire:
  if
  :: d_step { !writer && readers == 0 -> writer = 1; s = APART * (S - 1) }
  fi;
walk:
  if
  :: d_step { entry(s) != 0 -> p = entry(s) }
  NEXT(entry(s) == 0, skip)
  fi;
#if LOCKED
  LOCK;
#endif
check:
  if
#if LOCKED
  :: d_step { !empty(c) -> c = 0; p = 0 }; goto busy
#else
  NEXT(!empty(c), skip)
#endif
  :: d_step { empty(c) && c < C - 1 -> c++ }; goto check
#if KEEP
  :: d_step { empty(c) && c == C - 1 -> c = 0; p = 0 }
#else
  :: d_step { empty(c) && c == C - 1 -> c = 0 }
#endif
  fi;
#if KEEP
  if
  NEXT(true, skip)
  fi;
#else
  entry(s) = 0;
#if LOCKED
  page_table_lock = 0;
#endif
  true; /* flush */
  if
  NEXT(true, free(p))
  fi;
#endif
#if LOCKED
busy:
  if
  NEXT(true, page_table_lock = 0)
  fi;
#endif
release:
  if
  :: d_step { r == 1 -> writer = 0; r = 0 }
  :: d_step { r > 1 -> writer = 0; r-- }; goto acquire
  fi;
end_hot_remove:
  false
}
