/* SPDX-License-Identifier: MIT */
/*
 * v5.3 kernel/cpu.c _cpu_up(): with cpu_hotplug_lock held for writing,
 * smpboot_create_threads() has kthreadd start the CPU's threads.
 */
active proctype cpu_up() provided (fault == no_fault)
{
cpus_write_lock: /* percpu_down_write(): readers_block = 1 */
  readers_block(cpu_hotplug, OTHER);
cpus_readers_gone: /* percpu_down_write(): readers gone? */
  readers_gone(no_cpu_reader);
wake_up_kthreadd: /* wake_up_process(kthreadd_task) */
  kthread_create = requested;
wait_for_kthread: /* wait_for_completion_killable(&done) */
  step(kthread_create == created -> kthread_create = idle);
cpus_write_unlock: /* percpu_up_write() */
  step(up_write(cpu_hotplug, OTHER));
end_returned:
  false
}
