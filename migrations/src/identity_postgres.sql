UPDATE events SET actor_id = (actor #>> '{staff,id}')::uuid WHERE actor #>> '{staff,id}' IS NOT NULL;
